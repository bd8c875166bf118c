import type { Offer, Offers } from './candidates.ts';

/**
 * The offer that a spec means. Of several that have the series, the one of the most stable suite.
 * @param wanted a series, a suite or its alias, or a version of the package; undefined for the newest that apt offers on this machine
 */
export function choose({ offers, candidate, ownSuites }: Offers, wanted: string | undefined): Offer | undefined {
  if (wanted !== undefined) {
    const names = ({ suite, alias, version }: Offer) => [suite, alias, version, seriesOf(version)];
    return offers.find((offer) => names(offer).includes(wanted));
  }
  return (
    offers.find(({ version }) => version === candidate) ??
    offers.findLast(({ suite, alias }) => ownSuites.includes(suite) || ownSuites.includes(alias)) ??
    offers.find(({ alias }) => alias === 'stable') ??
    offers.at(-1)
  );
}

/** @returns `6.1` of `6.1um4+b13`, or the whole version when it is of another form */
export function seriesOf(version: string): string {
  return /^(?:\d+:)?(\d+\.\d+)/.exec(version)?.[1] ?? version;
}

/** @returns the offers in words: `5.10 (bullseye), 6.1 (bookworm)` */
export function listOffers({ offers }: Offers): string {
  return offers.map(({ suite, version }) => `${seriesOf(version)} (${suite})`).join(', ');
}
