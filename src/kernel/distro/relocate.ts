import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setInterpreter } from '../../elf/glibc-needs.ts';
import { UmlRunError } from '../../model/errors.ts';
import { executableName } from '../kernel-record.ts';

/** The C library that an entry may bring, by path relative to its folder. */
export const loaderPath = 'lib/ld-linux-x86-64.so.2';

/**
 * Writes into a kernel with a C library of its own where that will lie: a dynamic loader is named by its absolute
 * path.
 * @returns the file that was changed, if any
 */
export async function relocate(folder: string, place: string): Promise<string[]> {
  if (!existsSync(join(folder, loaderPath))) return [];
  if (setInterpreter(join(folder, executableName), join(place, loaderPath))) return [executableName];
  throw new UmlRunError(
    'cache-unusable',
    `the path of the cache folder is too long ("${place}"); name a shorter one with --cache <folder>`,
  );
}
