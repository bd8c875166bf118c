import type { Reason, Verdict } from '../model/results.ts';
import { signalName } from './signals.ts';
import { type SortedSplats, type SplatPolicy, type SplatTitle, sortSplats } from './sort-splats.ts';
import { startErrorText } from './start-error.ts';

/** What a verdict is made from. */
export interface Evidence {
  /** How the program ended, by its own exit marker; missing when there was none. */
  end?: { how: 'exit'; code: number } | { how: 'signal'; number: number } | { how: 'not-started'; errno: number };
  splats: SplatTitle[];
  /** The kernel's taint flags when the test started and when it had ended, where the kernel reports them. */
  taint?: { before: number; after: number };
  /** A part of the kernel's log is missing. */
  incomplete?: true;
  panic?: string;
  outOfMemory?: { killed: string; of: string } | { panic: true };
  /** It has filled the memory that there is for what is written to the folder that it started in. */
  isFull?: true;
  /** What the host did not give the kernel, in words for the user. */
  hostFault?: string;
  /** Why its TAP plan has nothing to run, when it says so. */
  skip?: string | undefined;
  /** Why it has not passed by what it reports of its own subtests, in words that follow "but". */
  subtests?: string | undefined;
  /** Which libraries were not found before it started, and what to do. */
  missing?: string | undefined;
  /** What its threads did when its time was up. */
  doing?: string[];
  /** Asked when it failed by its own end: why it could not pass, where that is certain. It changes no verdict. */
  hint?: () => string | undefined;
  /** Why the guest was ended or ended by itself, when the test had no end. */
  noExit?:
    | { cause: 'timeout'; seconds: number; unseen?: true }
    | { cause: 'guest-died' | 'environment'; how: string }
    | undefined;
}

export interface Policy extends SplatPolicy {
  skipExitCodes: readonly number[];
  /** Whether programs hold back what they print: their standard output is a pipe. */
  holdsBack?: boolean;
}

/** By how a program ended alone: no splat counts, and no exit code but 0 is good. */
export const byEndAlone: Policy = { skipExitCodes: [], failOn: [] };

export interface Judgement {
  verdict: Verdict;
  reason: Reason;
  message: string;
  exitCode: number | null;
  signal: string | null;
}

/**
 * Evidence to verdict. What a program prints can make its verdict worse, never better. Only a test's own exit marker with an exit code of 0 makes it passed, and only when it is known
 * that the kernel did not complain meanwhile; everything that is not known for certain is errored.
 */
export function judge(evidence: Evidence, policy: Policy): Judgement {
  const { end, panic, splats, noExit, doing = [] } = evidence;
  const sorted = sortSplats(splats, evidence, policy);
  const { allowed, undecided } = sorted;
  const splat = complaintOf(sorted);
  const byEnd = end && ended(end, evidence, policy);
  const fault = noExit?.cause === 'environment' ? noExit.how : evidence.hostFault;
  if (fault !== undefined && (!byEnd || isBad(byEnd))) return errored('environment', withNotes(fault, [splat]));
  if (!byEnd) {
    const notes = [splat, shortOfMemory(evidence), heldBack(policy)];
    if (panic !== undefined)
      return errored('panic', withNotes(`kernel panic: ${wordsOf(panic, splats)}`, notes.slice(1)));
    if (noExit?.cause === 'timeout')
      return {
        ...errored(
          'timeout',
          withNotes(`still running after ${noExit.seconds} s${activity(doing)}`, [unseen(noExit), ...notes]),
        ),
        verdict: 'failed',
      };
    return errored('guest-died', withNotes(noExit?.how ?? 'the guest ended before the test did', notes));
  }
  // After a real panic, init could not have reported the test's end: what looks like a panic is somebody else's
  // text.
  if (isBad(byEnd)) {
    const notes = [
      byEnd.verdict === 'failed' ? evidence.hint?.() : undefined,
      shortOfMemory(evidence),
      noRoom(evidence),
      splat,
      byEnd.signal === null ? undefined : heldBack(policy),
    ];
    return { ...byEnd, message: withNotes(byEnd.message, notes) };
  }
  if (splat) return { ...byEnd, verdict: 'failed', reason: 'splat', message: splat };
  if (undecided)
    return { ...byEnd, verdict: 'errored', reason: 'splat', message: `${byEnd.message}, but ${undecided}` };
  if (!allowed[0]) return byEnd;
  return { ...byEnd, message: `${byEnd.message}; allowed: ${allowed[0].title}${andMore(allowed.length - 1)}` };
}

/** What the kernel complained of, where that fails a test. */
export function complaintOf({ counted: [first, ...more] }: SortedSplats): string | undefined {
  return first && `the kernel complained: ${first.title}${andMore(more.length)}`;
}

function isBad({ verdict }: Judgement): boolean {
  return verdict === 'failed' || verdict === 'errored';
}

/** A bare `BUG!` is all that a panic of BUG() says; the line before has the place. */
function wordsOf(panic: string, splats: SplatTitle[]): string {
  const bug = splats.findLast(({ kind }) => kind === 'bug');
  return panic === 'BUG!' && bug ? bug.title : panic;
}

function shortOfMemory({ end, outOfMemory }: Evidence): string | undefined {
  if (!outOfMemory) return undefined;
  if ('panic' in outOfMemory) return 'the guest ran out of memory (raise it with --memory)';
  const { killed, of } = outOfMemory;
  const who = end?.how === 'signal' && end.number === 9 ? '' : `, and ${killed} was killed`;
  return of === 'the guest'
    ? `the guest ran out of memory${who} (raise it with --memory)`
    : `${of} ran out of memory${who}`;
}

/** Of a test that failed. */
export function noRoom({ isFull }: Pick<Evidence, 'isFull'>): string | undefined {
  return isFull && 'the memory is full that holds what it wrote to the folder it started in (raise it with --memory)';
}

/** For a program that did not get to flush its output. */
function heldBack({ holdsBack = false }: Policy): string | undefined {
  return holdsBack ? 'output that it had not flushed is lost (see --stdout)' : undefined;
}

function withNotes(message: string, notes: (string | undefined)[]): string {
  return [message, ...notes.filter((note) => note !== undefined)].join('; ');
}

function andMore(count: number): string {
  return count > 0 ? ` (and ${count} more)` : '';
}

function unseen(noExit: { unseen?: true }): string | undefined {
  return noExit.unseen
    ? 'what its threads did is not known: with --userspace seccomp, the sandbox refuses the management console'
    : undefined;
}

/** In a message, of the first few threads. */
function activity(doing: string[]): string {
  const [shown, more] = [doing.slice(0, 3), doing.length - 3];
  if (shown.length === 0) return '';
  return `: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** The kernel's selftests end with 4 when they skip, and then their plan says why; a plan excuses no other failure. */
const kselftestSkip = 4;

/** How dynamic loaders end a program for which they do not find all libraries. */
export const byLoader = 127;

function ended(
  end: NonNullable<Evidence['end']>,
  { skip, subtests, missing }: Evidence,
  { skipExitCodes }: Policy,
): Judgement {
  if (end.how === 'not-started') return errored('not-started', `cannot be started: ${startErrorText(end.errno)}`);
  if (end.how === 'signal') {
    const signal = signalName(end.number);
    return { verdict: 'failed', reason: 'signal', message: `killed by ${signal}`, exitCode: null, signal };
  }
  const exited = { message: `exited with ${end.code}`, exitCode: end.code, signal: null };
  if (subtests !== undefined && end.code === 0)
    return { verdict: 'failed', reason: 'subtests', ...exited, message: `exited with 0, but ${subtests}` };
  if (skip !== undefined && (end.code === 0 || end.code === kselftestSkip))
    return { verdict: 'skipped', reason: 'skip', ...exited, message: `skipped: ${skip}` };
  if (end.code === 0) return { verdict: 'passed', reason: 'exit', ...exited };
  if (skipExitCodes.includes(end.code)) return { verdict: 'skipped', reason: 'skip', ...exited };
  const why = missing !== undefined && end.code === byLoader ? `: ${missing}` : '';
  return { verdict: 'failed', reason: 'exit', ...exited, message: `${exited.message}${why}` };
}

function errored(reason: Reason, message: string): Judgement {
  return { verdict: 'errored', reason, message, exitCode: null, signal: null };
}
