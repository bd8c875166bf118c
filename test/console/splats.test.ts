/**
 * The first lines of the kernel's splats, as the sources from 5.10 to 7.2 print them; they were not recorded. Each
 * comes from the format string in the file that is named before it.
 */
import { expect, test } from 'vitest';
import { isAbove, isEndOfTrace, isRule, splatIn } from '../../src/console/splats.ts';
import type { SplatKind } from '../../src/model/splat-kinds.ts';

const lines: Record<SplatKind, string[]> = {
  kasan: [
    // mm/kasan/report.c, print_error_description, and its double-free of 5.10
    'BUG: KASAN: slab-use-after-free in do_thing+0x12/0x40',
    'BUG: KASAN: double-free or invalid-free in kfree+0x9b/0x2b0',
    'BUG: KASAN: invalid-access',
    // mm/kfence/report.c, kfence_report_error, from 5.12 on
    'BUG: KFENCE: out-of-bounds read in do_thing+0x12/0x40',
    'BUG: KFENCE: use-after-free write in do_thing+0x12/0x40',
    'BUG: KFENCE: memory corruption in do_thing+0x12/0x40',
    'BUG: KFENCE: invalid free in do_thing+0x12/0x40',
  ],
  kcsan: [
    // kernel/kcsan/report.c, print_report
    'BUG: KCSAN: data-race in read_it / write_it',
    'BUG: KCSAN: assert: race in read_it+0x12/0x40',
  ],
  ubsan: [
    // lib/ubsan.c, ubsan_prologue
    'UBSAN: array-index-out-of-bounds in fs/ext4/super.c:12:34',
    'UBSAN: shift-out-of-bounds in mm/slub.c:1:2',
    'UBSAN: Undefined behaviour in mm/slub.c:1:2',
    // lib/ubsan.c, report_ubsan_failure, which is printed by CONFIG_UBSAN_TRAP
    'UBSAN: divide/remainder overflow',
  ],
  'bad-page': [
    // mm/page_alloc.c, bad_page
    'BUG: Bad page state in process init  pfn:01234',
    'BUG: Bad page state: 7 messages suppressed',
    // mm/memory.c, print_bad_pte of 5.10 to 6.12, print_bad_page_map of 7.2
    'BUG: Bad page map in process a.out  pte:00000012 pmd:00000034',
    'BUG: Bad page map in process a.out  pte:00000012',
    // mm/filemap.c, unaccount_page_cache_page and filemap_unaccount_folio
    'BUG: Bad page cache in process a.out  pfn:01234',
    // kernel/fork.c, check_mm
    'BUG: Bad rss-counter state mm:00000000deadbeef type:MM_ANONPAGES val:1',
    'BUG: Bad rss-counter state mm:00000000deadbeef type:MM_ANONPAGES val:1 Comm:a.out Pid:12',
    'BUG: non-zero pgtables_bytes on freeing mm: 4096',
  ],
  scheduling: [
    // kernel/sched/core.c, __schedule_bug, schedule_debug, __might_resched, __cant_sleep, __cant_migrate
    'BUG: scheduling while atomic: a.out/12/0x00000002',
    'BUG: scheduling in a non-blocking section: a.out/12/1',
    'BUG: sleeping function called from invalid context at mm/slab.h:1',
    'BUG: assuming atomic context at mm/slab.h:1',
    'BUG: assuming non migratable context at mm/slab.h:1',
    // kernel/workqueue.c, process_one_work, before and from 6.9 on
    'BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/12',
    'BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[12]',
  ],
  'rcu-stall': [
    // kernel/rcu/tree_stall.h, print_other_cpu_stall, print_cpu_stall; tree.c has `rcu: ` put before them
    'rcu: INFO: rcu_sched detected stalls on CPUs/tasks:',
    'rcu: INFO: rcu_preempt self-detected stall on CPU',
    'rcu: INFO: rcu_sched detected stall, but suppressed full report due to a stuck CSD-lock.',
    // kernel/rcu/tree_exp.h, synchronize_rcu_expedited_wait
    'rcu: INFO: rcu_sched detected expedited stalls on CPUs/tasks: { 0-... } 21 jiffies s: 1 root: 0x1/.',
    // kernel/rcu/tasks.h, check_all_holdout_tasks, rcu_tasks_trace's
    'INFO: rcu_tasks detected stalls on tasks:',
    'INFO: rcu_tasks_trace detected stalls on tasks:',
    'INFO: rcu_tasks_trace detected stalls? (Late IPI?)',
  ],
  'hung-task': [
    // kernel/hung_task.c, check_hung_task, and hung_task_info of 7.2
    'INFO: task a.out:12 blocked for more than 120 seconds.',
    'INFO: task with blanks:12 blocked for more than 1 seconds.',
    'INFO: task a.out:12 blocked in I/O wait for more than 120 seconds.',
  ],
  lockdep: [
    // kernel/locking/lockdep.c
    'WARNING: possible circular locking dependency detected',
    'WARNING: possible recursive locking detected',
    'WARNING: possible irq lock inversion dependency detected',
    'WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected',
    'WARNING: chain_key collision',
    'WARNING: inconsistent lock state',
    'WARNING: Nested lock was not taken',
    'WARNING: bad unlock balance detected!',
    'WARNING: bad contention detected!',
    'WARNING: held lock freed!',
    'WARNING: a.out/12 still has locks held!',
    'WARNING: lock held when returning to user space!',
    'WARNING: suspicious RCU usage',
    '[ BUG: Invalid wait context ]',
    'INFO: trying to register non-static key.',
    'BUG: key 00000000deadbeef has not been registered!',
    'BUG: MAX_LOCKDEP_CHAINS too low!',
    'BUG: MAX_LOCK_DEPTH too low!',
    'BUG: MAX_STACK_TRACE_ENTRIES too low!',
    'BUG: looking up invalid subclass: 9',
    // include/linux/debug_locks.h, DEBUG_LOCKS_WARN_ON
    'DEBUG_LOCKS_WARN_ON(lock->magic != lock)',
    // kernel/locking/rtmutex-debug.c of 5.10
    'WARNING: circular locking deadlock detected!',
  ],
  'list-corruption': [
    // lib/list_debug.c
    'list_add corruption. prev is NULL.',
    'list_add corruption. next->prev should be prev (00000012), but was 00000034. (next=00000056).',
    'list_add double add: new=00000012, prev=00000012, next=00000034.',
    'list_del corruption, 00000012->next is LIST_POISON1 (dead000000000100)',
    'list_del corruption. prev->next should be 00000012, but was 00000034',
  ],
  refcount: [
    // lib/refcount.c, refcount_warn_saturate
    'refcount_t: saturated; leaking memory.',
    'refcount_t: addition on 0; use-after-free.',
    'refcount_t: underflow; use-after-free.',
    'refcount_t: decrement hit 0; leaking memory.',
  ],
  kmemleak: [
    // mm/kmemleak.c, kmemleak_scan
    'kmemleak: 2 new suspected memory leaks (see /sys/kernel/debug/kmemleak)',
  ],
  oops: [
    // arch/x86/mm/fault.c and arch/x86/kernel/dumpstack.c, for what quotes them
    'BUG: kernel NULL pointer dereference, address: 0000000000000008',
    'BUG: unable to handle page fault for address: ffffffff12345678',
    'Oops: 0000 [#1] SMP',
    'general protection fault, probably for non-canonical address 0x12: 0000 [#1]',
  ],
  bug: [
    // include/asm-generic/bug.h, BUG(), which is User Mode Linux's
    'BUG: failure at mm/slub.c:12/do_thing()!',
    // lib/bug.c, __report_bug
    'kernel BUG at mm/slub.c:12!',
    // mm/slub.c, slab_bug
    'BUG kmalloc-64 (Not tainted): Right Redzone overwritten',
    'BUG kmalloc-64 (Tainted: G    B   W         ): Poison overwritten',
    // kernel/watchdog.c
    'watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [a.out:12]',
    'watchdog: Watchdog detected hard LOCKUP on cpu 0',
    'watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 0',
    // kernel/workqueue.c, wq_watchdog_timer_fn
    'BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 30s!',
    // kernel/locking/spinlock_debug.c
    'BUG: spinlock bad magic on CPU#0, a.out/12',
  ],
  warning: [
    // kernel/panic.c, __warn, to 6.12 and of 7.2
    'WARNING: CPU: 0 PID: 12 at mm/slub.c:12 do_thing+0x12/0x40',
    'WARNING: CPU: 0 PID: 12 at do_thing+0x12/0x40',
    'WARNING: mm/slub.c:12 at do_thing+0x12/0x40, CPU#0: a.out/12',
    'WARNING: at do_thing+0x12/0x40, CPU#0: a.out/12',
  ],
};

const all = Object.entries(lines).flatMap(([kind, lines]) => lines.map((line) => [kind, line] as const));

test.each(all)('%s: %s', (kind, line) => {
  expect(splatIn(line)).toMatchObject({ kind, title: line });
});

/**
 * kernel/printk/printk.c, info_print_prefix: level (in a raw dump), time, and caller where CONFIG_PRINTK_CALLER is set.
 */
const prefixes = [
  '[    0.000000] ',
  '[12345.678901] ',
  '[    1.234567][    T1] ',
  '[    1.234567][  C0] ',
  '[  T123] ',
  '<4>[    1.234567] ',
];

test.each(all)('%s, after the time, the caller and the level: %s', (kind, line) => {
  for (const prefix of prefixes) expect(splatIn(`${prefix}${line}`)).toMatchObject({ kind, title: line });
});

/**
 * A program left half a line on the console. What only these kinds say is known all the same; others taint the kernel.
 */
test.each(all.filter(([kind]) => ['kasan', 'kcsan', 'scheduling', 'hung-task', 'kmemleak', 'bad-page'].includes(kind)))(
  '%s, behind half a line: %s',
  (kind, line) => {
    expect(splatIn(`half a line${line}`)?.kind).toBe(kind);
    expect(splatIn(`half a line[    1.234567] ${line}`)?.kind).toBe(kind);
  },
);

test.each([
  '',
  'INFO: lockdep is turned off.',
  'Linux version 6.1.0 (BUG-free) #1',
  'Kernel command line: oops=panic panic_on_warn=1',
  'CPU: 0 PID: 12 Comm: a.out Tainted: G        W          6.1.176 #1',
  'sysrq: Show Blocked State',
  'task:init            state:S stack:    0 pid:    1 ppid:     0 flags:0x00000000',
  'Call Trace:',
  ' [<606944ba>] ? _printk+0x0/0x94',
  'Out of memory: Killed process 12 (a.out) total-vm:1kB',
  'a.out invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0',
  'uml-run: end of 00000000000000000000000000000000',
  'a.out[12]: segfault at 0 ip 00401136 sp 7fbf error 4',
  '------------[ cut here ]------------',
  '==================================================================',
  // drivers/misc/lkdtm of 6.1, which says what it tries, and what it expected: bugs.c, refcount.c, usercopy.c
  'lkdtm: Performing direct entry CORRUPT_LIST_ADD',
  'lkdtm: list_add() corruption not detected!',
  'lkdtm: list_del() corruption not detected!',
  'lkdtm: Overwrite did not happen, but no BUG?!',
  'lkdtm: WARNING: found both current and init_task canaries nearby?!',
  'lkdtm: FAIL: survived array bounds overflow!',
  'lkdtm: Fail: refcount wrapped to -2147483648',
  'lkdtm: Good, copy_to_user() failed, but lacked Oops(?!)',
])('no splat: %j', (line) => {
  expect(splatIn(line)).toBeUndefined();
});

test('only what always taints the kernel is known to', () => {
  const tainting = all.filter(([, line]) => splatIn(line)?.taints).map(([kind]) => kind);
  expect(new Set(tainting)).toEqual(new Set(['kasan', 'bad-page', 'scheduling', 'warning']));
  expect(splatIn('WARNING: something else')?.taints).toBe(false);
  expect(splatIn('BUG: workqueue leaked lock or atomic: kworker/0:1/0x1/12')?.taints).toBe(false);
});

test('knows what is drawn above and below', () => {
  expect(isAbove('[    1.234567] ------------[ cut here ]------------')).toBe(true);
  expect(isAbove('half a line------------[ cut here ]------------')).toBe(true);
  expect(isRule('[    1.234567][    T1] =============================')).toBe(true);
  expect(isRule('====')).toBe(false);
  expect(isEndOfTrace('---[ end trace 0000000000000000 ]---')).toBe(true);
});
