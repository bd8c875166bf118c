import { statSync } from 'node:fs';
import { readElf } from '../elf/elf.ts';
import { isExecutable, readHead } from './program-file.ts';

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

/**
 * Whether a file that was not named by itself would be run, had it the right to be executed: a script with `#!`, or a
 * linked ELF program. Of other files only the head is read.
 */
export function hasLostRight(path: string): boolean {
  try {
    const stats = statSync(path);
    if (!stats.isFile() || isExecutable(stats)) return false;
    const head = readHead(path).toString('latin1');
    return head.startsWith('#!') || (head.startsWith('\x7fELF') && isElfProgram(path));
  } catch {
    return false;
  }
}

/** Some libraries can be started, as libc can, but they have a name by which others find them. */
function isElfProgram(path: string): boolean {
  const elf = readElf(path);
  if (elf?.type !== 'shared') return elf?.type === 'executable';
  const { isProgram = false, soname } = elf.dynamic ?? {};
  return isProgram || (elf.interpreter !== undefined && soname === undefined);
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
