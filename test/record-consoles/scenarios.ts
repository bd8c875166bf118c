/** What is recorded, by the event's name. */
export interface Scenario {
  how: string;
  /** Programs of fixtures/programs and fixtures/breaks-kernel with their arguments, in the order in which they run. */
  tests: string[];
  /** Of the recording: the guest is ended then. 5 without it. */
  seconds?: number;
  /** In MB; 64 without it. */
  memory?: number;
  /** Added to the kernel's command line. */
  kernelArguments?: string;
  /** Releases that have the event; all without it. */
  kernels?: RegExp;
}

export const scenarios: Record<string, Scenario> = {
  ordinary: {
    how: 'programs that exit with 0, 3 and 77, that a signal ends, and one that writes every byte there is',
    tests: ['exit-0', 'exit-3', 'exit-77', 'signal-segv', 'every-byte'],
  },
  'not-started': { how: 'a file that is no program', tests: ['exit-0', 'no-program', 'exit-0'] },
  'panic-sysrq': { how: 'SysRq c, by root', tests: ['exit-0', 'sysrq c', 'exit-0'] },
  'panic-poison': {
    how: 'a page marked with UFFDIO_POISON is read, which is a bug of the kernel: BUG()',
    tests: ['exit-0', 'poison-panic', 'exit-0'],
    kernels: /^(6\.12|7\.2)/,
  },
  'panic-partial-output': {
    how: 'SysRq c after half a line on stdout and on stderr',
    tests: ['half-line-panic', 'exit-0'],
  },
  'oom-kill': { how: 'the test takes all memory', tests: ['exit-0', 'eat-memory', 'exit-0'], seconds: 60 },
  'oom-kill-child': {
    how: 'a child of the test takes all memory, and the test survives it with 0',
    tests: ['eat-memory child', 'exit-0'],
  },
  'oom-panic': { how: 'the test takes all memory, with vm.panic_on_oom=2', tests: ['eat-memory panic', 'exit-0'] },
  'oom-boot': { how: 'the kernel has too little memory to boot', tests: ['exit-0'], memory: 8, seconds: 8 },
  warning: {
    how: 'sendmsg(2) with more control data than the kernel can allocate, by root who permits it: WARN_ON_ONCE()',
    tests: ['exit-0', 'warn', 'exit-0'],
  },
  'warning-unseen': {
    how: 'the same after SysRq 0, `dmesg -n 1` and printk.ignore_loglevel=N, which keep it from the console',
    tests: ['exit-0', 'warn silent', 'exit-0'],
  },
  'warning-quiet': {
    how: 'the same after SysRq 0 and `dmesg -n 1`, which init has made void',
    tests: ['warn quiet', 'exit-0'],
  },
  'warning-time': {
    how: 'a warning on a kernel that writes the time before each line',
    tests: ['warn', 'exit-0'],
    kernelArguments: 'printk.time=1',
  },
  'log-flood': { how: '500 lines written to /dev/kmsg', tests: ['flood-log 500', 'exit-0'] },
  'fake-splats': {
    how: 'the texts of a WARNING, a KASAN report and a panic, written to /dev/kmsg by a program that exits with 0',
    tests: ['fake-splats', 'exit-0'],
  },
  'fake-markers': {
    how: 'markers with tokens that are not the right ones, written to stdout, stderr, each tty and /dev/kmsg, then 3',
    tests: ['fake-markers', 'exit-0'],
  },
  'half-line-on-log': {
    how: 'half a line on /dev/tty0, which is the console, then a warning of the kernel behind it',
    tests: ['warn half-line', 'exit-0'],
  },
  hang: { how: 'the test sleeps until the guest is ended', tests: ['exit-0', 'sleep-forever', 'exit-0'], seconds: 3 },
  'hang-with-stack': { how: 'SysRq w and t, then it sleeps', tests: ['sysrq wt wait', 'exit-0'], seconds: 3 },
  'sysrq-dumps': { how: 'SysRq w, t, m and l by a program that exits with 0', tests: ['sysrq wtml', 'exit-0'] },
  'kill-all': { how: 'kill(-1, SIGKILL) and kill(1, SIGKILL) by root', tests: ['kill-all', 'exit-0'] },
  reboot: { how: 'reboot(2) by root', tests: ['exit-0', 'reboot', 'exit-0'] },
  'no-init': {
    how: 'the kernel is told of an init that does not exist',
    tests: ['exit-0'],
    kernelArguments: 'init=/none rdinit=/none',
  },
  'no-root': {
    how: 'the kernel is told of a root that does not exist',
    tests: ['exit-0'],
    kernelArguments: 'rootfstype=ext9',
  },
  'boot-cut': { how: 'ended while it boots', tests: ['exit-0'], seconds: 0.05 },
  'hung-task': {
    how: 'a killed process waits for the answer of a FUSE server, with a limit of a second for uninterruptible sleeps',
    tests: ['exit-0', 'hung-task', 'exit-0'],
    seconds: 12,
    kernels: /debug/,
  },
};
