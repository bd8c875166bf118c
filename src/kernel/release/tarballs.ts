/** How kernel.org names its source tarballs and their folders. */

const tarball = /^linux-(\d+\.\d+(?:\.\d+){0,2})\.tar\.(xz|gz)$/;

/** The releases that these file names are the tarballs of. */
export function versionsIn(names: string[]): string[] {
  return [...new Set(names.flatMap((name) => tarball.exec(name)?.[1] ?? []))];
}

/** The name of a release's tarball among these names: the smaller where there are two. */
export function tarballOf(version: string, names: string[]): string {
  const smaller = `linux-${version}.tar.xz`;
  return names.includes(smaller) ? smaller : `linux-${version}.tar.gz`;
}

/** The folder of a mirror that has this version. */
export const majorFolder = (version: string): string =>
  version.startsWith('2.') ? 'v2.6' : `v${version.split('.')[0]}.x`;
