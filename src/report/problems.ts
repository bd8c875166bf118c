import type { KernelResult, Results, TestResult, Verdict } from '../model/results.ts';

export const verdicts: readonly Verdict[] = ['passed', 'failed', 'skipped', 'errored'];

/** What became of a test in a word or two, for a cell of a table: `exit 3`, `SIGSEGV`, `timeout`. */
export function outcomeOf(result: TestResult): string {
  if (result.attempts === 0) return 'not run';
  const { failedAttempts, attempts } = result;
  return isFlaky(result) ? `${wordOf(result)}, flaky ${failedAttempts}/${attempts}` : wordOf(result);
}

/** It did not pass each time that it was run, and not fail each time either. */
export function isFlaky({ attempts, failedAttempts }: TestResult): boolean {
  return failedAttempts > 0 && failedAttempts < attempts;
}

/** `1 of 2 failed`: what became of a flaky test's attempts. */
export function badAttempts({ attempts, failedAttempts }: TestResult): string {
  return `${failedAttempts} of ${attempts} failed`;
}

function wordOf(result: TestResult): string {
  switch (result.reason) {
    case 'exit':
      return result.exitCode && result.verdict !== 'passed' ? `exit ${result.exitCode}` : result.verdict;
    case 'signal':
      return result.signal ?? 'signal';
    case 'skip':
      return 'skipped';
    case 'boot-failed':
      return 'no boot';
    default:
      return result.reason.replaceAll('-', ' ');
  }
}

/**
 * `12 tests on 4 kernels: 40 passed, 4 failed, 2 skipped, 2 errored`; of the verdicts, those that happened, and how
 * many are flaky.
 */
export function formatTotals(results: Results): string {
  const tests = new Set(results.tests.map(({ name }) => name)).size;
  const counts = verdicts.filter((verdict) => results.totals[verdict] > 0);
  const words = counts.map((verdict) => `${results.totals[verdict]} ${verdict}`).join(', ');
  const flaky = results.tests.filter(isFlaky).length;
  const note = flaky > 0 ? ` (${flaky} flaky)` : '';
  return `${count(tests, 'test')} on ${count(results.kernels.length, 'kernel')}: ${words || 'nothing ran'}${note}`;
}

/** `1 test`, `2 tests`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `0.004 s`, `0.25 s`, `12 s`. */
export function formatSeconds(seconds: number): string {
  return `${seconds < 0.0995 ? seconds.toFixed(3) : seconds < 10 ? seconds.toFixed(2) : Math.round(seconds)} s`;
}

/** `booted in 0.14 s`, or that it did not. */
export function formatBoot({ bootSeconds }: KernelResult): string {
  return bootSeconds === null ? 'did not boot' : `booted in ${formatSeconds(bootSeconds)}`;
}

/** A test that failed or errored. */
export interface Problem {
  test: TestResult;
  /**
   * How many other tests errored with it for a reason that is not theirs: their kernel did not boot, or the run ended.
   */
  alike: number;
}

/**
 * What went wrong, in the order of the results. A kernel that did not boot is one problem, however many tests it had,
 * and so are the tests whose turn never came.
 */
export function problemsOf(results: Results): Problem[] {
  const shared = new Map<string, Problem>();
  const problems: Problem[] = [];
  for (const test of results.tests) {
    if (test.verdict !== 'failed' && test.verdict !== 'errored') continue;
    const cause = test.attempts === 0 || test.reason === 'boot-failed' ? `${test.reason} ${test.kernel}` : undefined;
    const same = cause === undefined ? undefined : shared.get(cause);
    if (same) {
      same.alike++;
      continue;
    }
    const problem = { test, alike: 0 };
    problems.push(problem);
    if (cause !== undefined) shared.set(cause, problem);
  }
  return problems;
}

/** ` and 499 more tests`, for after the name of a problem's test. */
export function formatAlike({ alike }: Problem): string {
  return alike === 0 ? '' : ` and ${count(alike, 'more test')}`;
}
