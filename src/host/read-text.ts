import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** @returns a file's text, or undefined when it cannot be read, as with settings that a kernel does not have */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The same at once, for files of /proc and /sys. */
export function readTextSync(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
