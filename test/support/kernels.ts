/**
 * Which kernels the tests in guests run on. `UML_RUN_TEST_KERNELS` chooses: `one` is quick, `all` is what
 * `npm run test:full` sets, and otherwise each test has the few that are essential for what it is about.
 */
const choice = process.env.UML_RUN_TEST_KERNELS ?? 'essential';
if (!['one', 'essential', 'all'].includes(choice))
  throw new Error(`UML_RUN_TEST_KERNELS is "${choice}", and has to be one, essential or all`);

/** The series that Debian packages, oldest first. */
export const everySeries = ['5.10', '6.1', '6.12', '7.2'] as const;
export type Series = (typeof everySeries)[number];

/** The one for tests that are not about kernels. */
export const anySeries: Series = '6.1';

/** Series to test on, oldest first: of those that are essential for the test, the last where one is enough. */
export function seriesFor(...essential: Series[]): Series[] {
  if (choice === 'all') return [...everySeries];
  return choice === 'one' ? essential.slice(-1) : essential;
}

/** Words of the command that choose these kernels of the distribution. */
export function kernelWords(...series: Series[]): string[] {
  return ['--kernel', series.map((one) => `distro:${one}`).join()];
}
