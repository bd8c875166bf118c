import type { Reason, Verdict } from '../model/results.ts';

/** By the contract of the command. */
export type RunExitCode = 0 | 1 | 2 | 3 | 130;

/** What an exit code is made from. */
export interface RunEnd {
  /** The user ended it. */
  isInterrupted: boolean;
  /** What the user gave is wrong: a program that can run nowhere, an expression that takes too long. */
  isInputWrong: boolean;
  /** Each report was written. */
  isReported: boolean;
  /** Each test on each kernel. */
  tests: readonly { verdict: Verdict; reason: Reason }[];
}

/**
 * The exit code of a run. 2 comes before 3, which comes before 1; a kernel that is unavailable counts only where nothing
 * else is wrong, as it has a column of its own.
 */
export function runExitCode({ isInterrupted, isInputWrong, isReported, tests }: RunEnd): RunExitCode {
  const bad = tests.filter(({ verdict }) => verdict === 'failed' || verdict === 'errored');
  if (isInterrupted) return 130;
  if (isInputWrong) return 2;
  if (!isReported || bad.some(({ reason }) => reason === 'environment')) return 3;
  if (bad.some(({ reason }) => reason !== 'boot-failed')) return 1;
  return bad.length > 0 ? 3 : 0;
}
