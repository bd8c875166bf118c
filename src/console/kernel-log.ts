import type { SplatKind } from '../model/splat-kinds.ts';
import { droppedIn, hostFaultIn, type OutOfMemory, outOfMemoryIn, panicIn, withoutPrefix } from './printk.ts';
import { isAbove, isEndOfTrace, isRule, type SplatHead, splatIn } from './splats.ts';

/** Something that the kernel reports in its log as an error. */
export interface Splat {
  kind: SplatKind;
  /** The line that reports it, without its time; both lines where there are two: `WARNING: …: refcount_t: …`. */
  title: string;
  /** The whole report as it was logged, from its first line, at most 300 lines. Its end is not always certain. */
  trace: string[];
  /** Such a splat taints the kernel: one that has not tainted itself did not make it. */
  taints: boolean;
}

/** What the kernel's log says about one test. */
export interface LogFindings {
  splats: Splat[];
  /** The kernel's last words, when it panicked. */
  panic?: string;
  outOfMemory?: OutOfMemory;
  /** What the host did not give the kernel, in words for the user. */
  hostFault?: string;
  /** Some of the kernel's messages are missing. */
  incomplete?: true;
  log: string[];
}

/** Kept of a log: the first 1,000 lines and at least as many of the last. What is between is left out by the hundred. */
const maxLines = 2000;
const leftOutAtOnce = 100;
const maxSplats = 100;
const maxTrace = 300;
const maxLine = 4096;

/** Kinds with a rule above. What else follows a rule follows the end of another report. */
const ruled = new Set<SplatKind>(['kasan', 'kcsan', 'ubsan', 'lockdep', 'bug']);

/** If a splat has two lines, the second is at most this many lines below the first. */
const nearby = 3;

/** Reads a part of the kernel's log, line by line. Pure. */
export class KernelLog {
  readonly findings: LogFindings = { splats: [], log: [] };
  /** What was drawn above a splat, should one follow. */
  private above: string[] = [];
  private open: Splat | undefined;

  read(whole: string): void {
    if (withoutPrefix(whole).trim() === '') return;
    const { findings } = this;
    // A copy: a part of the line would keep all of it in memory.
    const line = whole.length > maxLine ? Buffer.from(whole).toString('utf8', 0, maxLine) : whole;
    const panic = panicIn(line);
    if (panic !== undefined) findings.panic ??= panic;
    const outOfMemory = outOfMemoryIn(line);
    if (outOfMemory) findings.outOfMemory ??= outOfMemory;
    const hostFault = hostFaultIn(line);
    if (hostFault !== undefined) findings.hostFault ??= hostFault;
    if (droppedIn(line) > 0) findings.incomplete = true;
    this.follow(line);
    findings.log.push(line);
    if (findings.log.length === maxLines + leftOutAtOnce) findings.log.splice(maxLines / 2, leftOutAtOnce);
  }

  private follow(line: string): void {
    const splat = splatIn(line);
    if (splat && this.open && this.above.length === 0 && isSame(this.open, splat)) {
      join(this.open, splat);
      trace(this.open, line);
    } else if (splat) {
      this.begin(splat, line);
    } else if (isAbove(line)) {
      // A rule ends the report that began with one, too.
      if (this.open && isRule(line) && isRule(this.open.trace[0] ?? '')) trace(this.open, line);
      this.open = undefined;
      this.above = [line];
    } else if (this.open) {
      trace(this.open, line);
      if (isEndOfTrace(line)) this.open = undefined;
    } else if (this.above.length > 0) {
      this.above = this.above.length < nearby ? [...this.above, line] : [];
    }
  }

  private begin({ kind, title, taints }: SplatHead, line: string): void {
    const above = this.above.some(isRule) && !ruled.has(kind) ? [] : this.above;
    this.open = { kind, title, taints, trace: [...above, line] };
    this.above = [];
    if (this.findings.splats.length < maxSplats) this.findings.splats.push(this.open);
  }
}

function trace(open: Splat, line: string): void {
  if (open.trace.length < maxTrace) open.trace.push(line);
}

/**
 * Whether a second line belongs to the splat that the first began: WARN() with its text above or below, and `Oops:`.
 */
function isSame(open: Splat, second: SplatHead): boolean {
  const first = open.trace.findIndex((line) => splatIn(line));
  if (open.trace.length - first > nearby) return false;
  if (second.kind === 'warning') return second.taints && isTextOfWarning(open);
  if (open.kind === 'warning') return open.taints && isTextOfWarning(second);
  return /^Oops\b/.test(second.title) && (open.kind === 'oops' || open.kind === 'bug');
}

function isTextOfWarning({ kind, title }: SplatHead): boolean {
  return kind === 'refcount' || kind === 'list-corruption' || title.startsWith('DEBUG_LOCKS_WARN_ON');
}

function join(open: Splat, { kind, title, taints }: SplatHead): void {
  if (open.kind === 'warning') open.kind = kind;
  open.title = `${open.title}: ${title}`;
  open.taints ||= taints;
}
