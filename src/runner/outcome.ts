import { describeThread, threadLine } from '../console/thread.ts';
import type { Tap } from '../formats/tap.ts';
import type { TestOutcome } from '../guest/guest-state.ts';
import type { Findings } from '../model/results.ts';
import { judge, type Policy } from '../verdict/judge.ts';
import { relevantLog } from '../verdict/relevant-log.ts';

/**
 * What became of one attempt at a test, judged.
 * @param guest the `id` of the one that it ran in
 * @param tap what its stdout reports of itself, where that is TAP
 */
export function findingsOf(
  { outcome, seconds, guest, tap }: { outcome: TestOutcome; seconds: number; guest: string; tap: Tap | undefined },
  policy: Policy,
): Findings {
  const { observation, noExit } = outcome;
  const threads = observation.threads ?? [];
  const evidence = {
    ...observation,
    noExit,
    skip: tap?.skip,
    subtests: tap?.problem,
    doing: threads.map(describeThread),
  };
  const state = threads.length > 0 ? ['What it did when its time was up:', ...threads.map(threadLine)] : [];
  const kernelLog = [...relevantLog(observation), ...state];
  return { ...judge(evidence, policy), kernelLog, subtests: tap?.subtests ?? [], seconds, guest };
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

/** The last attempt to boot a guest. */
export interface FailedBoot {
  problem: string;
  isMachines: boolean;
  kernelLog: string[];
  /** The guest's `id`. */
  guest: string;
}

/** Findings for a test on a kernel that does not boot. */
export function noGuestBooted({ problem, isMachines, kernelLog, guest }: FailedBoot): Findings {
  const reason = isMachines ? 'environment' : 'boot-failed';
  return { ...cannotRun(`no guest booted: ${problem}`), reason, kernelLog, guest };
}
