import { readFile } from 'node:fs/promises';
import type { Context } from '../cache/context.ts';
import { keyOf } from '../cache/digests.ts';
import { cachedLookup } from '../cache/lookups.ts';
import { isBoolean } from '../cache/validate.ts';
import { readCandidates } from './distro/candidates.ts';
import { NoKernels } from './distro/debian-archive.ts';
import type { KernelOptions } from './kernel-options.ts';
import type { KernelSpec } from './kernel-spec.ts';

/**
 * What `auto` means: the newest long-term release of the store, else the distribution's kernel where apt has one, else
 * the newest long-term release. That is built, and so it is also the answer to wishes that neither fulfils: a
 * configuration of the user's, virtual time, and programs of i386.
 * @throws UmlRunError of the kind `machine` when neither the archive nor the mirror can be asked
 */
export async function chooseKernel(text: string, options: KernelOptions, context: Context): Promise<KernelSpec> {
  const { newestInStore } = await import('./store/from-store.ts');
  const stored = await newestInStore(options, context);
  if (stored !== undefined) return { kind: 'release', text, version: stored };
  if (!isSpecial(options) && (await hasPackages(options, context))) return { kind: 'distro', text };
  const { newestRelease } = await import('./source/release-source.ts');
  return { kind: 'release', text, version: await newestRelease(options, context) };
}

/** Whether it takes a kernel that is built. */
export function isSpecial({ timeTravel = false, architecture, configuration = [] }: KernelOptions): boolean {
  return timeTravel || architecture === 'i386' || configuration.length > 0;
}

async function hasPackages(options: KernelOptions, context: Context): Promise<boolean> {
  const { aptArchive = '', refresh = false } = options;
  const machine = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return cachedLookup(
    context,
    `auto~${keyOf(machine, aptArchive)}`,
    { isValid: isBoolean, refresh, share: true },
    async () => {
      try {
        await readCandidates(options, context);
        return true;
      } catch (cause) {
        // An archive that the user named is to be used, and an error where it cannot.
        if (cause instanceof NoKernels && aptArchive === '') return false;
        throw cause;
      }
    },
  );
}
