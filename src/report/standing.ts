import type { Results, TestResult, Verdict } from '../model/results.ts';

/** What a report shows a test as: its verdict, but for one that had no turn, which is no error of its own. */
export type Standing = Verdict | 'not-run';

export const standings: readonly Standing[] = ['passed', 'failed', 'skipped', 'errored', 'not-run'];

export function standingOf({ verdict, notRun }: TestResult): Standing {
  return notRun ? 'not-run' : verdict;
}

/** For people. */
export function wordsOf(standing: Standing): string {
  return standing.replace('-', ' ');
}

/** How many tests have each; together, all of them. */
export function countsOf({ totals }: Pick<Results, 'totals'>): Record<Standing, number> {
  const { passed, failed, skipped, errored, notRun } = totals;
  return { passed, failed, skipped, errored: errored - notRun, 'not-run': notRun };
}
