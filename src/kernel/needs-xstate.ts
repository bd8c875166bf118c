/**
 * User Mode Linux before 6.13 sets a process's extended registers (XSTATE) from a buffer of 2696 bytes. On a processor
 * with more, as AMX makes it, the host refuses that, and the kernel dies at its first process. `native/xstate` is a
 * ptrace(2) that adds what is missing: it is preloaded, or linked into kernels that are built here.
 */
import { readFile } from 'node:fs/promises';
import { type Elf, readElf } from '../elf/elf.ts';
import { exceedsOldKernelsRoom } from '../host/xstate.ts';
import type { Kernel } from '../model/provisions.ts';
import { isBefore } from './compile/source-tree.ts';

/**
 * Whether a kernel runs on this machine only with `xstate.so` preloaded. One whose version is not known may be an old
 * one.
 * @param isExceeded whether this machine has more registers than old kernels have room for
 */
export function needsXstate(
  kernel: Pick<Kernel, 'path' | 'version'>,
  isExceeded: () => boolean = exceedsOldKernelsRoom,
): boolean {
  const elf = withTooLittleRoom(kernel, isExceeded);
  return elf !== undefined && elf.interpreter !== undefined;
}

/**
 * Whether a kernel cannot run on this machine, whatever is done: a static one, which nothing can be preloaded into,
 * that was not built by uml-run.
 */
export async function lacksXstate(
  kernel: Pick<Kernel, 'path' | 'version'>,
  isExceeded: () => boolean = exceedsOldKernelsRoom,
): Promise<boolean> {
  const elf = withTooLittleRoom(kernel, isExceeded);
  return elf !== undefined && elf.interpreter === undefined && !(await readFile(kernel.path)).includes(mark);
}

/** The executable of a kernel that has too little room for this machine's registers; undefined where it has enough. */
function withTooLittleRoom(
  { path, version }: Pick<Kernel, 'path' | 'version'>,
  isExceeded: () => boolean,
): Elf | undefined {
  if (!isBefore({ version }, 6, 13) || !isExceeded()) return undefined;
  const elf = readElf(path);
  return elf?.bits === 64 ? elf : undefined;
}

/** What `native/xstate/xstate.c` leaves in a kernel that it is linked into. */
const mark = 'uml-run: ptrace sets any length of XSTATE';
