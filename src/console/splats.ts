import type { SplatKind } from '../model/splat-kinds.ts';
import { withoutPrefix } from './printk.ts';

/** What the first line of a splat says. */
export interface SplatHead {
  kind: SplatKind;
  /** The line, without the time before it. */
  title: string;
  /** The kernel taints itself when it says this: where it has not, somebody else wrote it. */
  taints: boolean;
}

/** An expression, or pieces of a line that follow each other with anything between. */
type Pattern = RegExp | (string | RegExp)[];

/**
 * The first lines of the kernel's splats, 5.10 to 7.2; test/console/splats.test.ts has each with its source. The more
 * special come first: a KASAN report also begins with `BUG:`. What nobody else says is looked for anywhere in the line,
 * for a program can leave half a line on the console before the kernel writes there. Where something stands between
 * two pieces, the pieces are a list: an expression with `.*` in it would go back and forth in what a program writes.
 */
const firstLines = {
  kasan: /BUG: (KASAN|KFENCE): /,
  kcsan: /BUG: KCSAN: /,
  ubsan: [/^UBSAN: /, ['UBSAN: ', / in \S+:\d+:\d+/]],
  'bad-page': /BUG: (Bad (page (state|map|cache)|rss-counter state)\b|non-zero pgtables_bytes)/,
  scheduling:
    /BUG: (scheduling (while atomic|in a non-blocking)|sleeping function called|assuming (atomic|non migratable)|workqueue leaked)/,
  'rcu-stall': [
    /INFO: \S+ (self-)?detected( expedited)? stalls? on /,
    [/INFO: rcu\S* /, 'detected', /\bstall/],
    [/^rcu: INFO: /, /\bstall/],
  ],
  'hung-task': [['INFO: task ', ' blocked', / for more than \d+ seconds/]],
  lockdep: [
    /(WARNING|INFO): (possible (circular|recursive|irq)|circular locking|suspicious RCU usage|inconsistent lock state|lock held when returning|bad (unlock balance|contention)|trying to register non-static key|Nested lock was not taken|held lock freed|chain_key collision|\S+-safe -> \S+-unsafe lock order)|BUG: (MAX_(LOCK|STACK)|key \S+ has not been|looking up invalid subclass|Invalid wait context)|^DEBUG_LOCKS_WARN_ON/,
    [/(WARNING|INFO): /, ' still has locks held'],
  ],
  'list-corruption': /list_(add|del) corruption[.,]|^list_add double add/,
  refcount: /^refcount_t: /,
  kmemleak: /kmemleak: \d+ new suspected memory leaks/,
  oops: /^Oops\b|^general protection fault|^Unable to handle kernel|BUG: (unable to handle|kernel NULL pointer|stack guard)|^double fault/i,
  bug: [
    /kernel BUG at |BUG: failure at |^BUG: |^BUG at |^BUG \S+ \(Not tainted\): |watchdog: BUG: /,
    [/^BUG \S+ \(Tainted: /, '): '],
    ['watchdog: ', 'hard LOCKUP'],
  ],
  warning: /^WARNING: |WARNING: CPU: \d+ PID: \d+ at |WARNING: (\S+:\d+ )?at \S+, CPU#\d+: /,
} satisfies Record<SplatKind, Pattern | Pattern[]>;

/**
 * What is never said without `add_taint`, 5.10 to 7.2: kernel/panic.c `__warn`, mm/kasan and mm/kfence, mm/page_alloc.c
 * `bad_page`, mm/memory.c `print_bad_pte`, kernel/sched/core.c.
 */
const tainting =
  /WARNING: CPU: \d+ PID: \d+ at |WARNING: (\S+:\d+ )?at \S+, CPU#\d+: |BUG: (KASAN|KFENCE|Bad page (state|map) in process|scheduling|sleeping function)/;

const kinds = Object.entries(firstLines).map(([kind, patterns]) => ({
  // The keys of an object are strings to the compiler.
  kind: kind as SplatKind,
  patterns: [patterns].flat(),
}));

/** Reads one line of the kernel's log: the splat that it begins, if any. */
export function splatIn(line: string): SplatHead | undefined {
  const title = withoutPrefix(line);
  const found = kinds.find(({ patterns }) => patterns.some((pattern) => isIn(title, pattern)));
  return found && { kind: found.kind, title, taints: tainting.test(title) };
}

function isIn(text: string, pattern: Pattern): boolean {
  if (pattern instanceof RegExp) return pattern.test(text);
  let rest = text;
  for (const piece of pattern) {
    const [found] = typeof piece === 'string' ? [piece] : (piece.exec(rest) ?? []);
    const at = found === undefined ? -1 : rest.indexOf(found);
    if (found === undefined || at < 0) return false;
    rest = rest.slice(at + found.length);
  }
  return true;
}

/** What is drawn above a splat: `cut here` (lib/bug.c, lib/ubsan.c), or a rule of `=` (mm/kasan, lockdep, slub). */
export function isAbove(line: string): boolean {
  const at = line.lastIndexOf('----[ cut here ]----');
  return (at >= 0 && /^-+$/.test(line.slice(at + '----[ cut here ]'.length))) || isRule(line);
}

/** A rule of `=` also ends the reports that begin with one. */
export function isRule(line: string): boolean {
  return /^={20,}$/.test(withoutPrefix(line));
}

export function isEndOfTrace(line: string): boolean {
  return /---\[ end trace [0-9a-f]+ \]---/.test(line);
}
