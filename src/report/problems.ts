import type { KernelResult, Results, TestResult } from '../model/results.ts';
import { countsOf, standings, wordsOf } from './standing.ts';

/** What became of a test in a word or two, for a cell of a table: `exit 3`, `SIGSEGV`, `timeout`. */
export function outcomeOf(result: TestResult): string {
  if (result.notRun) return wordsOf('not-run');
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
 * `12 tests on 4 kernels: 40 passed, 4 failed, 2 skipped, 2 errored`; of the counts, those that are not 0, how many are
 * flaky, and whether the run was interrupted.
 */
export function formatTotals(results: Results): string {
  const tests = new Set(results.tests.map(({ name }) => name)).size;
  const counts = countsOf(results);
  const some = standings.filter((standing) => counts[standing] > 0);
  const words = some.map((standing) => `${counts[standing]} ${wordsOf(standing)}`).join(', ');
  const flaky = results.tests.filter(isFlaky).length;
  const note = flaky > 0 ? ` (${flaky} flaky)` : '';
  const end = results.interrupted ? '; the run was interrupted' : '';
  return `${count(tests, 'test')} on ${count(results.kernels.length, 'kernel')}: ${words || 'nothing ran'}${note}${end}`;
}

/** `1 test`, `2 tests`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `0.004 s`, `0.25 s`, `12 s`. */
export function formatSeconds(seconds: number): string {
  return `${seconds < 0.0995 ? seconds.toFixed(3) : seconds < 10 ? seconds.toFixed(2) : Math.round(seconds)} s`;
}

/** `booted in 0.14 s`, that it did not boot, or that no test had a guest with it. */
export function formatBoot({ name, bootSeconds }: KernelResult, { tests }: Pick<Results, 'tests'>): string {
  if (bootSeconds !== null) return `booted in ${formatSeconds(bootSeconds)}`;
  const isTried = tests.some(({ kernel, guest }) => kernel === name && guest !== null);
  return isTried ? 'did not boot' : 'no test was run on it';
}

/** A test that failed or errored in its turn. */
export interface Problem {
  test: TestResult;
  /** How many other tests errored with it for a reason that is not theirs: their kernel, or this machine. */
  alike: number;
}

/**
 * What went wrong, in the order of the results. A kernel that did not boot is one problem, however many tests it had,
 * and so is what this machine lacks; tests that had no turn are none.
 */
export function problemsOf(results: Results): Problem[] {
  const shared = new Map<string, Problem>();
  const problems: Problem[] = [];
  for (const test of results.tests) {
    if (!isProblem(test)) continue;
    const cause = sharedCause(test);
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

/** What several tests errored for that is not theirs; undefined for what is a test's own. */
function sharedCause({ reason, kernel, message }: TestResult): string | undefined {
  if (reason === 'boot-failed') return kernel;
  return reason === 'environment' ? `${kernel}: ${message}` : undefined;
}

export function isProblem({ verdict, notRun }: TestResult): boolean {
  return verdict === 'failed' || (verdict === 'errored' && !notRun);
}

/** Whether a test that did not pass had its turn after another in its guest, which may be why. */
export function hasLateProblem({ guests, tests }: Results): boolean {
  const started = new Map(guests.map((guest) => [guest.id, guest.tests]));
  const isLate = ({ name, guest }: TestResult) => (started.get(guest ?? '')?.lastIndexOf(name) ?? 0) > 0;
  return tests.some((test) => isProblem(test) && isLate(test));
}

/** ` and 499 more tests`, for after the name of a problem's test. */
export function formatAlike({ alike }: Problem): string {
  return alike === 0 ? '' : ` and ${count(alike, 'more test')}`;
}
