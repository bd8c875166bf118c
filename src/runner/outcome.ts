import type { Tap } from '../formats/tap.ts';
import type { TestOutcome } from '../guest/guest-state.ts';
import type { Findings } from '../model/results.ts';
import { judge, type Policy } from '../verdict/judge.ts';
import { relevantLog } from '../verdict/relevant-log.ts';
import { doingOf, stateOf } from './threads-in-words.ts';

/** An attempt at a test that has ended. */
export interface EndedAttempt {
  outcome: TestOutcome;
  seconds: number;
  /** The `id` of the one that it ran in. */
  guest: string;
  /** What its stdout reports of itself, where that is TAP. */
  tap: Tap | undefined;
  /** See `Evidence`. */
  hint?: () => string | undefined;
  lostPeer?: string | undefined;
}

/** Characters of a result's message: the program, or the kernel, chooses some of them. */
const maxMessage = 2000;

/**
 * What became of one attempt at a test, judged.
 * @param detailBytes that the kernel's log may have in it
 */
export function findingsOf(
  { outcome, seconds, guest, tap, hint, lostPeer }: EndedAttempt,
  policy: Policy,
  detailBytes: number,
): Findings {
  const { observation, noExit } = outcome;
  const evidence = {
    ...observation,
    noExit,
    skip: tap?.skip,
    subtests: tap?.problem,
    doing: doingOf(observation),
    lostPeer,
    ...(hint && { hint }),
  };
  const judgement = judge(evidence, policy);
  return {
    ...judgement,
    message: judgement.message.slice(0, maxMessage),
    kernelLog: [...relevantLog(observation, detailBytes), ...stateOf(observation)],
    subtests: tap?.subtests ?? [],
    ...(tap?.leftOut !== undefined && { subtestsLeftOut: tap.leftOut }),
    seconds,
    guest,
  };
}

/** Findings for a test that cannot run here. */
export function cannotRun(problem: string): Findings {
  return {
    verdict: 'errored',
    reason: 'not-started',
    message: problem,
    exitCode: null,
    signal: null,
    kernelLog: [],
    subtests: [],
    seconds: 0,
    guest: null,
  };
}

/** Findings for a test on a kernel that cannot be had. */
export function noKernel(problem: string): Findings {
  return { ...cannotRun(problem.slice(0, maxMessage)), reason: 'boot-failed' };
}

/** The last attempt to boot a guest. */
export interface FailedBoot {
  problem: string;
  isMachines: boolean;
  log: readonly string[];
  /** The guest's `id`. */
  guest: string;
}

/** Findings for a test on a kernel that does not boot. */
export function noGuestBooted({ problem, isMachines, log, guest }: FailedBoot, detailBytes: number): Findings {
  const kernelLog = relevantLog({ log, splats: [] }, detailBytes);
  const reason = isMachines ? 'environment' : 'boot-failed';
  return { ...cannotRun(`no guest booted: ${problem}`), reason, kernelLog, guest };
}
