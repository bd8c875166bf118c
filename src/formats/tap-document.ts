import type { Subtest } from '../model/results.ts';
import { NumberSet } from './number-set.ts';
import type { SubtestRoom } from './subtest-room.ts';
import type { TapLine, TapPoint } from './tap-line.ts';

type Plan = Extract<TapLine, { kind: 'plan' }>;

/**
 * One version line or plan and the results that belong to it: what a program writes, or the results of one subtest's own,
 * which are set in. Holds counts, not results, however many there are.
 */
export class TapDocument {
  readonly indent: number;
  /** Those that were kept; what a subtest reports of its own comes before it. */
  readonly subtests: Subtest[] = [];
  /** How many there was no room for. */
  leftOut = 0;
  plan: Plan | undefined;
  private hasVersion = false;
  private isSubtest = false;
  private readonly numbers = new NumberSet();
  /** How many results there are; how many of these have no number, and how many of those may be mere sentences. */
  private points = 0;
  private unnumbered = 0;
  private loose = 0;
  private failures = 0;
  private firstFailure = '';
  private repeated: number | undefined;
  private isPlanFirst = false;
  private isPlanLast = false;
  private bailOut: string | undefined;
  /** What is wrong within a subtest that is said to be good. */
  private within: string | undefined;

  constructor(indent: number) {
    this.indent = indent;
  }

  /** Whether another version line or plan would be of another document. */
  startsAnew({ kind }: TapLine): boolean {
    if (kind === 'version') return this.points > 0 || this.plan !== undefined;
    return kind === 'plan' && this.plan !== undefined;
  }

  /** @param room for its results; those without are only counted */
  read(line: TapLine, room: SubtestRoom): void {
    switch (line.kind) {
      case 'version':
        this.hasVersion = true;
        break;
      case 'subtest':
        this.isSubtest = true;
        break;
      case 'plan':
        this.plan = line;
        this.isPlanFirst = this.points === this.loose;
        this.isPlanLast = true;
        break;
      case 'bail-out':
        this.bailOut ??= line.reason;
        break;
      case 'point':
        if (!line.isLoose) this.isPlanLast = false;
        this.count(line);
        this.keep(subtestOf(line), room);
        break;
    }
  }

  /**
   * Takes what a subtest reported of its own.
   * @param of the result of that subtest; missing when there was none
   */
  include(inner: TapDocument, of: TapPoint | undefined): void {
    this.subtests.push(...inner.subtests);
    this.leftOut += inner.leftOut;
    if (of && (isFailure(of) || isExcused(of))) return;
    const problem = inner.problem;
    if (problem !== undefined) this.within ??= of?.name ? `in "${of.name}", ${problem}` : problem;
  }

  /** Whether it is TAP for certain, and not text that looks like it. */
  get isCertain(): boolean {
    if (this.hasVersion) return true;
    // It is a part of what is certain.
    if (this.indent > 0) return this.isSubtest || this.plan !== undefined;
    if (!this.plan || !(this.isPlanFirst || this.isPlanLast)) return false;
    return this.plan.skip !== undefined || this.points > this.unnumbered;
  }

  /** Whether it tells of a failure; a plan that was not kept is none. */
  get hasFailed(): boolean {
    return this.failures > 0 || this.bailOut !== undefined || this.within !== undefined;
  }

  /** Why it has not passed, in words that follow "but"; missing when it has, and when it is not TAP for certain. */
  get problem(): string | undefined {
    if (!this.isCertain) return undefined;
    if (this.failures > 0) return `${this.failures} of ${plural(this.points)} failed${this.nameOfFailure()}`;
    if (this.bailOut !== undefined) return `it bailed out${this.bailOut && `: ${this.bailOut}`}`;
    if (this.within !== undefined) return this.within;
    if (this.repeated !== undefined) return `subtest ${this.repeated} was reported more than once`;
    return this.problemOfPlan();
  }

  private problemOfPlan(): string | undefined {
    const { plan, points, loose, numbers } = this;
    // What a subtest reports of its own often has none.
    if (!plan) return this.indent > 0 ? undefined : 'its TAP has no plan';
    if (plan.skip !== undefined) return points > loose ? 'it reported subtests after a plan to skip all' : undefined;
    const planned = `it planned ${plural(plan.count)}, and reported`;
    if (numbers.max > plan.count) return `${planned} number ${numbers.max}`;
    return points - loose > plan.count || points < plan.count ? `${planned} ${points}` : undefined;
  }

  private keep(subtest: Subtest, room: SubtestRoom): void {
    if (room.take(subtest)) this.subtests.push(copyOf(subtest));
    else this.leftOut++;
  }

  private count(point: TapPoint): void {
    this.points++;
    if (point.number === undefined) this.unnumbered++;
    else if (!this.numbers.add(point.number)) this.repeated ??= point.number;
    if (point.isLoose) this.loose++;
    if (!isFailure(point)) return;
    this.firstFailure ||= point.name;
    this.failures++;
  }

  private nameOfFailure(): string {
    if (this.firstFailure === '') return '';
    return `: ${this.firstFailure}${this.failures > 1 ? ', …' : ''}`;
  }
}

function isExcused({ directive }: TapPoint): boolean {
  return directive === 'skip' || directive === 'todo' || directive === 'xfail';
}

/** A failure that is expected is none. */
function isFailure(point: TapPoint): boolean {
  return !point.isOk && !isExcused(point);
}

/** Characters of a name or a reason. */
const maxText = 1000;

function subtestOf(point: TapPoint): Subtest {
  const { number, directive } = point;
  const name = point.name.slice(0, maxText) || `subtest ${number ?? ''}`.trim();
  const reason = point.reason.slice(0, maxText);
  if (directive === 'skip') return { name, verdict: 'skipped', reason };
  if (isFailure(point)) return { name, verdict: 'failed', reason: reason || 'not ok' };
  return { name, verdict: 'passed', reason: directive ? `${directive} ${reason}`.trim() : '' };
}

/** Its texts are parts of a line, which may be much longer, and which they would keep in memory. */
function copyOf({ name, verdict, reason }: Subtest): Subtest {
  return { name: copyText(name), verdict, reason: copyText(reason) };
}

function copyText(text: string): string {
  return Buffer.from(text).toString();
}

function plural(count: number): string {
  return `${count} subtest${count === 1 ? '' : 's'}`;
}
