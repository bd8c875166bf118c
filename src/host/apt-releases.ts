/** A suite of an archive that apt is set up with. */
export interface AptRelease {
  /** Of the archive; ends with a slash. */
  uri: string;
  /** As sources.list names it. */
  suite: string;
}

/**
 * What apt is set up with, whether it has fetched its lists or not: images of containers come without them.
 * @param printed by `apt-get update --print-uris`: lines of `'<URI>' <file> <size>`
 */
export function aptReleases(printed: string): AptRelease[] {
  return [...printed.matchAll(/^'([^']*\/)dists\/([^']+)\/InRelease'/gm)].map(([, uri = '', suite = '']) => ({
    uri,
    suite,
  }));
}
