/** Release numbers, e.g. 6.12 (a series, or its first release) and 6.12.9. */

/** The parts as numbers; `undefined` for what is not a release number. */
export function parseVersion(text: string): number[] | undefined {
  return /^\d+\.\d+(\.\d+){0,2}$/.test(text) ? text.split('.').map(Number) : undefined;
}

/** For sorting, oldest first. */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [parseVersion(left) ?? [], parseVersion(right) ?? []];
  const index = [0, 1, 2, 3].find((part) => (one[part] ?? 0) !== (other[part] ?? 0));
  return index === undefined ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}

/** `6.12` of `6.12.9`; the 2.6 kernels' series had three parts. */
export function seriesOf(version: string): string {
  return version
    .split('.')
    .slice(0, version.startsWith('2.') ? 3 : 2)
    .join('.');
}

/**
 * The release that a spec means: a series means its newest patch.
 *
 * @returns `undefined` when there is none
 */
export function pickVersion(spec: string, available: string[]): string | undefined {
  if (seriesOf(spec) !== spec) return available.includes(spec) ? spec : undefined;
  return available
    .filter((version) => seriesOf(version) === spec)
    .sort(compareVersions)
    .at(-1);
}

/**
 * Up to `count` releases that the user may have meant, nearest first: of the series, else the newest of the series next
 * to it.
 */
export function nearestVersions(spec: string, available: string[], count = 4): string[] {
  const ofSeries = available.filter((version) => seriesOf(version) === seriesOf(spec));
  if (ofSeries.length > 0) return byDistance(spec, ofSeries).slice(0, count);
  const newest = [...new Set(available.map(seriesOf))].flatMap((series) => pickVersion(series, available) ?? []);
  return byDistance(spec, newest).slice(0, count);
}

function byDistance(spec: string, versions: string[]): string[] {
  const weights = [1e6, 1e3, 1];
  const place = (version: string) =>
    weights.reduce((sum, weight, part) => sum + weight * (parseVersion(version)?.[part] ?? 0), 0);
  const distance = (version: string) => Math.abs(place(version) - place(spec));
  return [...versions].sort((left, right) => distance(left) - distance(right));
}
