import type { Results, TestResult } from '../model/results.ts';

/** Where fewer tests ran, each has a line, or a row, that says how long it took. */
const minTests = 20;
/** Below this many seconds it is not tests that take the time. */
const minSeconds = 0.1;
const maxShown = 10;

/** The slowest tests, slowest first; none where that would tell nothing. In the order of the results where equal. */
export function slowestOf({ tests }: Pick<Results, 'tests'>): TestResult[] {
  const ran = tests.filter(({ attempts, notRun }) => attempts > 0 && !notRun);
  if (ran.length <= minTests) return [];
  const slow = ran.filter(({ seconds }) => seconds >= minSeconds);
  return slow.toSorted((a, b) => b.seconds - a.seconds).slice(0, maxShown);
}
