import { expect, test } from 'vitest';
import { KernelLog } from '../../src/console/kernel-log.ts';

function read(...lines: string[]) {
  const log = new KernelLog();
  for (const line of lines) log.read(line);
  return log.findings;
}

const cut = '------------[ cut here ]------------';
const rule = '='.repeat(66);
const end = '---[ end trace 0000000000000000 ]---';
const warning = 'WARNING: CPU: 0 PID: 12 at mm/f.c:1 f+0x1/0x2';
const trace = ['Modules linked in:', 'CPU: 0 PID: 12 Comm: a.out', 'Call Trace:', ' [<60000000>] f+0x1/0x2'];

test('a warning is one splat, from the cut to the end of its trace', () => {
  const { splats, log } = read('before', cut, warning, ...trace, end, 'after');
  expect(splats).toEqual([{ kind: 'warning', title: warning, taints: true, trace: [cut, warning, ...trace, end] }]);
  expect(log).toEqual(['before', cut, warning, ...trace, end, 'after']);
});

test.each([
  [
    'below, as in User Mode Linux (kernel/panic.c, warn_slowpath_fmt)',
    [warning, 'refcount_t: underflow; use-after-free.'],
  ],
  ['above, as where traps do it (kernel/panic.c, __warn_printk)', ['refcount_t: underflow; use-after-free.', warning]],
])('the text of a warning %s, is the same splat', (_, [first, second]) => {
  const { splats } = read(cut, first!, second!, ...trace, end, 'after');
  expect(splats).toEqual([
    { kind: 'refcount', title: `${first}: ${second}`, taints: true, trace: [cut, first, second, ...trace, end] },
  ]);
});

test('text of the warning that says nothing is kept between the cut and the warning', () => {
  const { splats } = read(cut, 'f: it is broken', warning, ...trace, end);
  expect(splats[0]?.trace.slice(0, 3)).toEqual([cut, 'f: it is broken', warning]);
});

test('a report between two rules has both, and the next one its own', () => {
  const kasan = 'BUG: KASAN: use-after-free in f+0x1/0x2';
  const { splats } = read(rule, kasan, 'Read of size 8', rule, 'after', rule, kasan, 'Write of size 8', rule);
  expect(splats.map(({ trace }) => trace)).toEqual([
    [rule, kasan, 'Read of size 8', rule],
    [rule, kasan, 'Write of size 8', rule],
  ]);
});

test('UBSAN of 5.10 with its rules, and of 6.12 with its cut (lib/ubsan.c)', () => {
  const ubsan = 'UBSAN: shift-out-of-bounds in mm/f.c:1:2';
  expect(read(rule, ubsan, ...trace, rule).splats).toMatchObject([
    { kind: 'ubsan', trace: [rule, ubsan, ...trace, rule] },
  ]);
  expect(read(cut, ubsan, ...trace, end).splats).toMatchObject([{ kind: 'ubsan', trace: [cut, ubsan, ...trace, end] }]);
});

test('lockdep with its rule', () => {
  const lines = [rule, 'WARNING: possible recursive locking detected', '6.12.0 Not tainted', '-'.repeat(44), ...trace];
  expect(read('', ...lines).splats).toMatchObject([{ kind: 'lockdep', trace: lines }]);
});

test('an oops in two lines is one (arch/x86/mm/fault.c)', () => {
  const { splats } = read(
    'BUG: kernel NULL pointer dereference, address: 0000000000000008',
    '#PF: supervisor read access in kernel mode',
    'Oops: 0000 [#1] SMP',
    ...trace,
  );
  expect(splats).toMatchObject([{ kind: 'oops' }]);
});

test('a BUG of User Mode Linux and its panic', () => {
  const { splats, panic } = read('BUG: failure at mm/f.c:1/f()!', 'Kernel panic - not syncing: BUG!', ...trace);
  expect(splats).toMatchObject([{ kind: 'bug', trace: { length: 6 } }]);
  expect(panic).toBe('BUG!');
});

test('two splats are two, even close together', () => {
  const hung = (name: string) => `INFO: task ${name}:12 blocked for more than 1 seconds.`;
  expect(read(hung('a'), hung('b')).splats).toHaveLength(2);
  expect(read(cut, warning, cut, warning).splats.map(({ trace }) => trace)).toEqual([
    [cut, warning],
    [cut, warning],
  ]);
  expect(read(warning, 'BUG: KASAN: use-after-free in f+0x1/0x2').splats.map(({ kind }) => kind)).toEqual([
    'warning',
    'kasan',
  ]);
});

test('lines of others in the middle of a report stay in it', () => {
  const { splats } = read(cut, warning, 'eth0: link up', ...trace, 'a.out: hello', end);
  expect(splats[0]?.trace).toEqual([cut, warning, 'eth0: link up', ...trace, 'a.out: hello', end]);
});

test('a report has a title with nothing before it, and a trace with everything', () => {
  const time = (line: string) => `[    1.234567][    T1] ${line}`;
  const { splats } = read(...[cut, warning, ...trace, end].map(time));
  expect(splats).toMatchObject([{ title: warning, trace: [cut, warning, ...trace, end].map(time) }]);
});

test('messages that the kernel dropped make the log incomplete (kernel/printk/printk.c)', () => {
  expect(read('** 12 printk messages dropped **').incomplete).toBe(true);
  expect(read('[    1.234567] ** 1 printk messages dropped **').incomplete).toBe(true);
  expect(read('** replaying previous printk message **').incomplete).toBeUndefined();
});

test('tells that the host had no process for the guest, as kernels say it (arch/um/os-Linux)', () => {
  for (const line of [
    'start_userspace : clone failed, errno = 11',
    '<3>[    1.234567] start_userspace : clone failed, errno = 12',
    'copy_context_skas0 - stub-parent reports error 11',
    'Checking that ptrace can change system call numbers...start_ptraced_child : fork failed: Resource temporarily unavailable',
  ])
    expect(read(line).hostFault).toMatch(/^this machine lets the guest have no more processes; /);
  for (const line of [
    'start_userspace : clone failed, errno = 115',
    'a: fork failed',
    'check_one_sigio failed, errno = 13',
  ])
    expect(read(line).hostFault).toBeUndefined();
});

test('tells that a process of the guest was ended from outside, as kernels say it (arch/um/os-Linux/skas/process.c)', () => {
  for (const line of [
    'userspace - ptrace set regs failed, errno = 3',
    'userspace - ptrace continue failed, op = 31, errno = 3',
    '[    1.234567] userspace -  get_fp_registers failed, errno = 3',
    'userspace - child stopped with signal 15',
    'userspace - child stopped with signal 19',
    'wait_stub_done : failed to wait for SIGTRAP, pid = 9, n = 9, errno = 0, status = 0x9',
  ])
    expect(read(line).hostFault).toMatch(/^a process of the guest was ended or stopped from outside uml-run; /);
  for (const line of [
    'userspace - ptrace set fp regs failed, errno = 22',
    'userspace - child stopped with signal 11',
    'userspace - child stopped with signal 31',
    'wait_stub_done : failed to wait for SIGTRAP, pid = 9, n = 9, errno = 0, status = 0xb7f',
  ])
    expect(read(line).hostFault).toBeUndefined();
});

test('tells who was killed for the want of memory (mm/oom_kill.c)', () => {
  expect(read('Out of memory: Killed process 12 (a (b) c) total-vm:1kB, anon-rss:1kB').outOfMemory).toEqual({
    killed: 'a (b) c',
    of: 'the guest',
  });
  expect(read('Memory cgroup out of memory: Killed process 12 (a.out) total-vm:1kB').outOfMemory).toEqual({
    killed: 'a.out',
    of: 'its memory cgroup',
  });
  expect(read('Out of memory (oom_kill_allocating_task): Killed process 12 (a.out) total-vm:1kB').outOfMemory).toEqual({
    killed: 'a.out',
    of: 'the guest',
  });
  expect(read('Kernel panic - not syncing: System is deadlocked on memory').outOfMemory).toEqual({ panic: true });
  // arch/um/kernel/physmem.c, setup_physmem
  expect(read('Too few physical memory! Needed=2, given=1').outOfMemory).toEqual({ panic: true });
});

test('a panic keeps its first words, whatever is before them in the line', () => {
  expect(read('half a lineKernel panic - not syncing: a', 'Kernel panic - not syncing: b').panic).toBe('a');
});

test('keeps no more than it must of a log without end, but every report', () => {
  const flood = Array.from({ length: 10_000 }, (_, number) => `line ${number}`);
  const { log, splats } = read(...flood, cut, warning, ...trace, end, ...flood, 'x'.repeat(1 << 20));
  // 1,000 of the first, and of the last from 1,000 to 1,099.
  expect(log.length).toBe(2000 + ((20_000 + 4 + trace.length) % 100));
  expect(log.slice(998, 1002)).toEqual([
    'line 998',
    'line 999',
    expect.stringMatching(/^line 8/),
    expect.stringMatching(/^line 8/),
  ]);
  expect(log[0]).toBe('line 0');
  expect(log.at(-1)).toBe('x'.repeat(4096));
  expect(splats).toMatchObject([{ trace: [cut, warning, ...trace, end] }]);
  const endless = new KernelLog();
  for (let times = 0; times < 200; times++)
    for (const line of [cut, warning, ...flood.slice(0, 400)]) endless.read(line);
  expect(endless.findings.splats.length).toBe(100);
  expect(endless.findings.splats[0]?.trace.length).toBe(300);
});
