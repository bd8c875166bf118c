import type { LogFindings } from '../console/kernel-log.ts';
import { describeMemoryFolder, howToMakeRoom, memoryFolder } from '../host/memory-folder.ts';
import type { GuestEnd } from './guest-process.ts';

/**
 * A guest's end as it is to be told. A kernel that touches a page of its memory's file which the host has no room for gets
 * SIGBUS (7), and panics, or init dies of it. Nothing else sends it that signal, and what a test logs to look like it
 * costs only that test.
 * @param findings all that the guest's kernel said
 * @param folder where its memory was
 */
export function orMemoryFull(end: GuestEnd, findings: readonly LogFindings[], folder: string): GuestEnd {
  if (end.by !== 'itself') return end;
  const isFull = end.code === busError || findings.some(({ panic }) => panic !== undefined && ofBusError.test(panic));
  return isFull ? { by: 'machine', how: whatIsFull(folder) } : end;
}

const busError = 128 + 7;

/** What the kernel's panic says: arch/um/kernel/trap.c, kernel/exit.c. */
const ofBusError = /^(Kernel mode signal 7$|Attempted to kill init! exitcode=0x0*7$)/;

function whatIsFull(path: string): string {
  const folder = memoryFolder(path);
  const now = `${describeMemoryFolder(folder)} now that it is gone`;
  return `this machine ran out of room for the guest's memory (${now}); ${howToMakeRoom(folder)}`;
}
