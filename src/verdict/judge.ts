import type { Reason, Verdict } from '../model.ts';
import { startErrorText } from './errno.ts';
import { signalName } from './signals.ts';

/** What a verdict is made from. */
export interface Evidence {
  /** How the program ended, by its own exit marker; missing when there was none. */
  end?: { how: 'exit'; code: number } | { how: 'signal'; number: number } | { how: 'not-started'; errno: number };
  splats: { kind: string; title: string }[];
  panic?: string;
  /** Why its TAP plan has nothing to run, when it says so. */
  skip?: string;
  /** What its threads did when its time was up. */
  doing?: string[];
  /** Why the guest was ended or ended by itself, when the test had no end. */
  without?: { cause: 'timeout'; seconds: number } | { cause: 'guest-died'; how: string };
}

export interface Policy {
  skipExitCodes: readonly number[];
  /** Kinds of splat that fail a test. */
  failOn: readonly string[];
}

export interface Judgement {
  verdict: Verdict;
  reason: Reason;
  message: string;
  exitCode: number | null;
  signal: string | null;
}

/**
 * Evidence to verdict. Only a test's own exit marker with an exit code of 0 makes it passed, and only when the kernel did
 * not complain meanwhile; everything that is not known for certain is errored.
 */
export function judge(evidence: Evidence, policy: Policy): Judgement {
  const { end, panic, skip, splats, without, doing = [] } = evidence;
  const said = end && ended(end, skip, policy);
  if (panic !== undefined) return errored('panic', `kernel panic: ${panic}`);
  if (!said) {
    if (without?.cause === 'timeout')
      return { ...errored('timeout', `still running after ${without.seconds} s${activity(doing)}`), verdict: 'failed' };
    return errored('guest-died', without?.how ?? 'the guest ended before the test did');
  }
  const splat = splats.find(({ kind }) => policy.failOn.includes(kind));
  if (splat && (said.verdict === 'passed' || said.verdict === 'skipped'))
    return { ...said, verdict: 'failed', reason: 'splat', message: `the kernel complained: ${splat.title}` };
  return said;
}

/** In a message, of the first few threads. */
function activity(doing: string[]): string {
  const [shown, more] = [doing.slice(0, 3), doing.length - 3];
  if (shown.length === 0) return '';
  return `: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** The kernel's selftests end with 4 when they skip, and then their plan says why; a plan excuses no other failure. */
const kselftestSkip = 4;

function ended(end: NonNullable<Evidence['end']>, skip: string | undefined, { skipExitCodes }: Policy): Judgement {
  if (end.how === 'not-started') return errored('not-started', `cannot be started: ${startErrorText(end.errno)}`);
  if (end.how === 'signal') {
    const signal = signalName(end.number);
    return { verdict: 'failed', reason: 'signal', message: `killed by ${signal}`, exitCode: null, signal };
  }
  const exited = { message: `exited with ${end.code}`, exitCode: end.code, signal: null };
  if (skip !== undefined && (end.code === 0 || end.code === kselftestSkip))
    return { verdict: 'skipped', reason: 'skip', ...exited, message: `skipped: ${skip}` };
  if (end.code === 0) return { verdict: 'passed', reason: 'exit', ...exited };
  if (skipExitCodes.includes(end.code)) return { verdict: 'skipped', reason: 'skip', ...exited };
  return { verdict: 'failed', reason: 'exit', ...exited };
}

function errored(reason: Reason, message: string): Judgement {
  return { verdict: 'errored', reason, message, exitCode: null, signal: null };
}
