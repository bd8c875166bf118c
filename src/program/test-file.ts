import { statSync } from 'node:fs';
import { readElf } from '../elf/elf.ts';
import { isExecutable } from './program-file.ts';

/**
 * Whether a file that was not named by itself is meant to be run: a regular file with the right to be executed, and not
 * a shared library or an object file, which compilers leave with that right too.
 */
export function isTestFile(path: string): boolean {
  try {
    const stats = statSync(path);
    return stats.isFile() && isExecutable(stats) && !isLibrary(path);
  } catch {
    return false;
  }
}

/** A file that cannot be read is not a library: it is for the plan to report. */
function isLibrary(path: string): boolean {
  try {
    const elf = readElf(path);
    return elf !== undefined && !elf.hasEntry && (elf.type === 'shared' || elf.type === 'relocatable');
  } catch {
    return false;
  }
}
