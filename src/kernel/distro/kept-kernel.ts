import type { Context } from '../../cache/context.ts';
import { type CachedKernel, listKernels, meantBy } from '../cached-kernels.ts';
import { hostGlibc } from '../host-glibc.ts';
import { compareVersions } from '../release/versions.ts';

/**
 * The newest kernel in the cache that a spec means, whatever the archive has.
 * @param wanted as of `distro:<wanted>`; with undefined there is none, since it means what apt offers
 * @returns undefined where there is none for this machine's C library
 */
export async function findKept(wanted: string | undefined, context: Context): Promise<CachedKernel | undefined> {
  if (wanted === undefined) return undefined;
  const isMeant = meantBy({ kind: 'distro', text: `distro:${wanted}`, wanted });
  const ending = endOfKey(await hostGlibc());
  const kernels = (await listKernels(context.cache)).filter((kernel) => isMeant(kernel) && kernel.key.endsWith(ending));
  return kernels.sort((left, right) => compareVersions(left.version, right.version)).at(-1);
}

/** A kernel is made to run with the C library of the machine that it was fetched for. */
export const endOfKey = (glibc: string) => `_glibc-${glibc}`;
