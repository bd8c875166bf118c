/**
 * A line of the kernel's log without what printk puts before it: the level of a raw dump, the time, the caller
 * (`CONFIG_PRINTK_CALLER`), each where it is there. Source: kernel/printk/printk.c, `info_print_prefix`.
 */
export function withoutPrefix(line: string): string {
  return line.replace(/^(?:<\d+>)?(?:\[ *\d+\.\d+\])?(?:\[ *[TC]\d+\])? ?/, '');
}

/**
 * The kernel's last words, when it panicked; kernel/panic.c. They are looked for anywhere in the line, as a program may
 * have left half a line on the console.
 */
export function panicIn(line: string): string | undefined {
  const [, words] = line.split(/Kernel panic - not syncing: ?/, 2);
  return words;
}

/** How many messages the kernel says that it dropped before they were shown; kernel/printk/printk.c. */
export function droppedIn(line: string): number {
  return Number(/\*\* (\d+) printk messages dropped \*\*/.exec(line)?.[1] ?? 0);
}

/**
 * What the host did not give the kernel, in words: a process for one of the guest's; or what befell that process.
 * arch/um/os-Linux.
 */
export function hostFaultIn(line: string): string | undefined {
  if (lostProcess.test(line))
    return 'a process of the guest was ended or stopped from outside uml-run; this machine may have run out of memory';
  return noProcess.test(line)
    ? 'this machine lets the guest have no more processes; raise the limit (ulimit -u, or pids.max of a control group)'
    : undefined;
}

/** EAGAIN or ENOMEM; skas/process.c, start_up.c. */
const noProcess =
  /start_userspace : clone failed, errno = 1[12]\b|stub-(?:parent|child) reports error -?1[12]\b|start_ptraced_child : fork failed/;

/**
 * ESRCH: it is gone, and the kernel had not ended it. Or it got a signal that none of the guest's own becomes: HUP, INT,
 * QUIT, KILL, TERM, CONT, STOP, XCPU. skas/process.c, userspace, wait_stub_done.
 */
const lostProcess =
  /userspace - +(?:ptrace (?:set regs|set fp regs|continue)|PTRACE_GETREGS|get_fp_registers) failed, (?:op = \d+, )?errno = 3\b|userspace - child stopped with signal (?:[1239]|1[589]|24)\b|wait_stub_done : (?:continue failed, errno = 3\b|failed to wait for SIGTRAP, .{1,60}, status = 0x[9f]\b)/;

/**
 * Who was killed for the want of memory; or the kernel itself ended for it. mm/oom_kill.c, arch/um/kernel/physmem.c.
 */
export type OutOfMemory = { killed: string; of: 'the guest' | 'its memory cgroup' } | { panic: true };

export function outOfMemoryIn(line: string): OutOfMemory | undefined {
  const where = /Out of memory|Memory cgroup out of memory/.exec(line);
  const who = where && /: Killed process \d+ \(/.exec(line.slice(where.index));
  if (where && who) {
    const names = line.slice(where.index + who.index + who[0].length);
    const end = names.lastIndexOf(') total-vm');
    const of = where[0] === 'Out of memory' ? 'the guest' : 'its memory cgroup';
    if (end >= 0) return { killed: names.slice(0, end), of };
  }
  return /Kernel panic - not syncing: (Out of memory: |System is deadlocked on memory)|^Too few physical memory!/.test(
    line,
  )
    ? { panic: true }
    : undefined;
}
