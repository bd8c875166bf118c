/** Versions of Alpine: `3.19` is a series, `3.19.4` a release of it, `3.20.0_rc1` one that is not out yet. */

/** @returns a negative number, 0 or a positive number; the newer is the greater */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [numbersIn(one), numbersIn(other)];
  for (const [at, number] of left.entries()) {
    const difference = number - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function numbersIn(version: string): number[] {
  return version.split('.').map(Number);
}

export function newest(versions: string[]): string | undefined {
  return [...versions].sort(compareVersions).at(-1);
}

/** @returns `3.19` of `3.19.4` */
export function seriesOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

export function isRelease(version: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(version);
}

/** The releases whose root file systems these file names are. */
export function releasesIn(names: string[]): string[] {
  return [
    ...new Set(names.flatMap((name) => /^alpine-minirootfs-(\d+\.\d+\.\d+)-x86_64\.tar\.gz$/.exec(name)?.[1] ?? [])),
  ];
}

/** The series whose folders these names are. */
export function seriesIn(names: string[]): string[] {
  return [...new Set(names.flatMap((name) => /^v(\d+\.\d+)$/.exec(name)?.[1] ?? []))];
}
