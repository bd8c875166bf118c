import type { Candidates } from './candidates.ts';
import type { KernelCandidate } from './suites.ts';

/**
 * The candidate that a spec means. Of several that have the series, the one of the most stable suite.
 * @param wanted a series, a suite or its alias, or a version of the package; undefined for the newest that apt offers
 * on this machine
 */
export function choose(
  { candidates, aptCandidate, ownSuites }: Candidates,
  wanted: string | undefined,
): KernelCandidate | undefined {
  if (wanted !== undefined) {
    const names = ({ suite, alias, version }: KernelCandidate) => [suite, alias, version, seriesOf(version)];
    return candidates.find((candidate) => names(candidate).includes(wanted));
  }
  return (
    candidates.find(({ version }) => version === aptCandidate) ??
    candidates.findLast(({ suite, alias }) => ownSuites.includes(suite) || ownSuites.includes(alias)) ??
    candidates.find(({ alias }) => alias === 'stable') ??
    candidates.at(-1)
  );
}

/** @returns `6.1` of `6.1um4+b13`, or the whole version when it is of another form */
export function seriesOf(version: string): string {
  return /^(?:\d+:)?(\d+\.\d+)/.exec(version)?.[1] ?? version;
}

/** @returns the candidates in words: `5.10 (bullseye), 6.1 (bookworm)` */
export function listCandidates({ candidates }: Candidates): string {
  return candidates.map(({ suite, version }) => `${seriesOf(version)} (${suite})`).join(', ');
}
