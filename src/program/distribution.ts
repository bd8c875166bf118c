/** What is there, by its absolute path, comes with a distribution, and so with a rootfs; all else is the user's own. */
export function isOfDistribution(path: string): boolean {
  return /^\/(?:usr|bin|sbin|lib[^/]*)\//.test(path);
}
