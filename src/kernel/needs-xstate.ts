/**
 * User Mode Linux before 6.13 sets a process's extended registers (XSTATE) from a buffer of 2696 bytes. On a processor
 * with more, as AMX makes it, the host refuses that, and the kernel dies at its first process. `native/xstate` is a
 * ptrace(2) that adds what is missing: it is preloaded, or linked into kernels that are built here.
 */
import { readFile } from 'node:fs/promises';
import { readElf } from '../elf/elf.ts';
import { exceedsOldKernelsRoom } from '../host/xstate.ts';
import type { Kernel } from '../model/provisions.ts';
import { isBefore } from './compile/source-tree.ts';

/**
 * Whether a kernel runs on this machine only with `xstate.so` preloaded. One whose version is not known may be an old
 * one.
 * @param isExceeded whether this machine has more registers than old kernels have room for
 */
export function needsXstate(
  { path, version }: Pick<Kernel, 'path' | 'version'>,
  isExceeded: () => boolean = exceedsOldKernelsRoom,
): boolean {
  if (!isBefore({ version }, 6, 13) || !isExceeded()) return false;
  const elf = readElf(path);
  return elf?.bits === 64 && elf.interpreter !== undefined;
}

/**
 * Whether a kernel cannot run on this machine, whatever is done: a static one, which nothing can be preloaded into,
 * that was not built by uml-run.
 */
export async function lacksXstate(
  { path, version }: Pick<Kernel, 'path' | 'version'>,
  isExceeded: () => boolean = exceedsOldKernelsRoom,
): Promise<boolean> {
  if (!isBefore({ version }, 6, 13) || !isExceeded()) return false;
  const elf = readElf(path);
  return elf?.bits === 64 && elf.interpreter === undefined && !(await readFile(path)).includes(mark);
}

/** What `native/xstate/xstate.c` leaves in a kernel that it is linked into. */
const mark = 'uml-run: ptrace sets any length of XSTATE';
