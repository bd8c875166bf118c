/** Something that the kernel complains of in its log. */
export interface Splat {
  kind: SplatKind;
  /** The line that tells it, without the time before it. */
  title: string;
}

export type SplatKind = keyof typeof firstLines;

/**
 * The first lines of the kernel's complaints, 5.10 to 7.2. The more special come first: a KASAN report also begins
 * with `BUG:`. Sources: lib/bug.c, kernel/panic.c, mm/kasan/report.c, lib/ubsan.c, kernel/kcsan/report.c,
 * kernel/locking/lockdep.c, kernel/rcu/tree_stall.h, kernel/hung_task.c, lib/list_debug.c, lib/refcount.c, mm/kmemleak.c,
 * kernel/sched/core.c, mm/memory.c, mm/page_alloc.c, arch/um/kernel/trap.c, kernel/watchdog.c.
 */
const firstLines = {
  kasan: /^BUG: KASAN: |^BUG: KFENCE: |^KASAN: /,
  kcsan: /^BUG: KCSAN: /,
  ubsan: /^UBSAN: /,
  'bad-page':
    /^BUG: Bad (page|rss-counter|page cache|page map|rss-counter state)|^Bad page map|^BUG: non-zero pgtables_bytes/i,
  scheduling: /^BUG: (scheduling while atomic|sleeping function called|workqueue leaked lock or atomic)/,
  'rcu-stall': /(^|\s)INFO: rcu.*detected.*stall|^rcu: INFO: /,
  'hung-task': /^INFO: task .* blocked for more than \d+ seconds/,
  lockdep:
    /^(WARNING|INFO): (possible (circular|recursive|irq lock inversion|irq)|suspicious RCU usage|inconsistent lock state|lock held when returning|bad unlock balance|trying to register non-static key)|^WARNING: .*lock.*(detected|dependency)|^BUG: MAX_LOCK|^DEBUG_LOCKS_WARN_ON/,
  'list-corruption': /^list_(add|del)( |_).*corruption/,
  refcount: /^refcount_t: /,
  kmemleak: /^kmemleak: \d+ new suspected memory leaks/,
  oops: /^Oops|^general protection fault|^Unable to handle kernel|^BUG: (unable to handle|kernel NULL pointer|stack guard)|^Modules linked in:.*\bOops|^double fault/i,
  bug: /^kernel BUG at |^BUG: |^BUG at |^watchdog: BUG: /,
  warning: /^WARNING: |^-+\[ cut here \]-+$/,
} satisfies Record<string, RegExp>;

const kinds = Object.entries(firstLines) as [SplatKind, RegExp][];

/** Reads one line of the kernel's log: the complaint that begins there. A cut mark alone tells nothing; its next line does. */
export function splatIn(line: string): Splat | undefined {
  const title = withoutTime(line);
  if (/^-+\[ cut here \]-+$/.test(title)) return undefined;
  for (const [kind, pattern] of kinds) {
    if (pattern.test(title)) return { kind, title };
  }
  return undefined;
}

/** The kernel's last words, when it panicked. */
export function panicIn(line: string): string | undefined {
  return /^Kernel panic - not syncing: ?(.*)$/.exec(withoutTime(line))?.[1];
}

function withoutTime(line: string): string {
  return line.replace(/^(<\d+>)?(\[ *\d+\.\d+\](\[ *[TC]\d+\])? ?)?/, '');
}
