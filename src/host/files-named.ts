import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Every file of one of these names, in the order of the folders.
 * @param folders as a PATH has them: a relative or empty one is taken from the current folder
 * @returns absolute paths
 */
export function filesNamed(names: readonly string[], folders: readonly string[]): string[] {
  return folders.flatMap((folder) => names.map((name) => resolve(folder, name))).filter((file) => existsSync(file));
}
