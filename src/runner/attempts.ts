import type { Kernel } from '../model/provisions.ts';
import type { Findings, TestResult } from '../model/results.ts';
import type { Test } from '../model/tests.ts';

/** A test on a kernel: what runs where, and what is known of it from the start. */
export interface KernelTest {
  test: Test;
  kernel: Kernel;
  /** Absolute paths that its output ends up at. */
  stdout: string;
  stderr: string;
  /** What its result says whatever becomes of it, and that it did not run. */
  unrun: TestResult;
}

/** One of the times that a test runs on a kernel. */
export interface Attempt {
  of: KernelTest;
  /** From 1 to `repeat`; a retry has the round of the attempt that it replaces. */
  round: number;
}

/** How often tests run: `repeat` rounds, and up to `retries` reruns of an attempt that did not pass. */
export interface AttemptOptions {
  retries: number;
  repeat: number;
  /** Nothing runs any more, on no kernel, once a test has not passed. */
  untilFail: boolean;
}

/** What is known of a test's attempts so far. */
export interface Tally {
  attempts: number;
  bad: number;
  /** One that tells of the machine alone gives way to the first that does not. */
  firstBad?: Findings;
}

/** What follows an attempt. `again`: it is rerun. `stop`: no other test runs. */
export type AfterAttempt = 'next' | 'again' | 'stop';

export const noAttempts: Tally = { attempts: 0, bad: 0 };

/** A test's tally with one more attempt. */
export function tallyAttempt({ attempts, bad, firstBad }: Tally, findings: Findings): Tally {
  if (!isBad(findings)) return { attempts: attempts + 1, bad, ...(firstBad && { firstBad }) };
  const isFirst = !firstBad || (firstBad.reason === 'environment' && findings.reason !== 'environment');
  return { attempts: attempts + 1, bad: bad + 1, firstBad: isFirst ? findings : firstBad };
}

/** What follows the attempt that was tallied last. */
export function afterAttempt(tally: Tally, findings: Findings, { retries, untilFail }: AttemptOptions): AfterAttempt {
  if (!isBad(findings)) return 'next';
  if (tally.attempts <= retries) return 'again';
  return untilFail ? 'stop' : 'next';
}

/**
 * Which attempt counts. With `retries` the last: one that passes makes up for those before. With `repeat` the first
 * that did not pass.
 */
export function resultOf({ unrun }: KernelTest, tally: Tally, last: Findings, { repeat }: AttemptOptions): TestResult {
  const { attempts, bad: failedAttempts } = tally;
  return { ...unrun, ...(repeat > 1 ? worst(tally, last) : last), attempts, failedAttempts };
}

function worst({ firstBad, attempts, bad }: Tally, last: Findings): Findings {
  if (!firstBad) return last;
  return { ...firstBad, message: `${bad} of ${attempts} attempts did not pass; the first: ${firstBad.message}` };
}

function isBad({ verdict }: Findings): boolean {
  return verdict === 'failed' || verdict === 'errored';
}
