import type { Reason, Verdict } from '../model/results.ts';
import type { Evidence } from './evidence.ts';
import { hintsOf, shortOfMemory } from './hints.ts';
import { signalName } from './signals.ts';
import { type SortedSplats, type SplatPolicy, type SplatTitle, sortSplats } from './sort-splats.ts';
import { startErrorText } from './start-error.ts';

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
  const missed = panic === undefined ? missedFor(byEnd, noExit) : undefined;
  if (evidence.lostPeer !== undefined && missed !== undefined)
    return errored('environment', withNotes(evidence.lostPeer, [missed, splat]));
  if (!byEnd) {
    const notes = [splat, shortOfMemory(evidence), heldBack(policy)];
    if (panic !== undefined)
      return errored('panic', withNotes(`kernel panic: ${wordsOf(panic, splats)}`, notes.slice(1)));
    if (noExit?.cause === 'timeout')
      return {
        ...errored('timeout', withNotes(`${timeUp(noExit)}${activity(doing)}`, [unseen(noExit), ...notes])),
        verdict: 'failed',
      };
    return errored('guest-died', withNotes(noExit?.how ?? 'the guest ended before the test did', notes));
  }
  // After a real panic, init could not have reported the test's end: what looks like a panic is somebody else's
  // text.
  if (isBad(byEnd)) {
    const notes = [
      ...(byEnd.verdict === 'failed' ? hintsOf(evidence) : []),
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

/** How a test failed that the loss of a peer may have made fail: it was started, and the kernel went on. */
function missedFor(byEnd: Judgement | undefined, noExit: Evidence['noExit']): string | undefined {
  if (!byEnd) return timeUp(noExit);
  return isBad(byEnd) && byEnd.reason !== 'not-started' ? byEnd.message : undefined;
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

function timeUp(noExit: Evidence['noExit']): string | undefined {
  return noExit?.cause === 'timeout' ? `still running after ${noExit.seconds} s` : undefined;
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

function ended(end: NonNullable<Evidence['end']>, { skip, subtests }: Evidence, { skipExitCodes }: Policy): Judgement {
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
  return { verdict: 'failed', reason: 'exit', ...exited };
}

function errored(reason: Reason, message: string): Judgement {
  return { verdict: 'errored', reason, message, exitCode: null, signal: null };
}
