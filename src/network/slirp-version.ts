/** The first version that guests can be connected to (`--target-type=bess`). */
export const oldest = '1.2.0';

/** @param said what `slirp4netns --version` prints */
export function versionOf(said: string): string | undefined {
  return /^slirp4netns version (\d+\.\d+\S*)/m.exec(said)?.[1];
}

export function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number.parseFloat);
  return major > 1 || (major === 1 && minor >= 2);
}
