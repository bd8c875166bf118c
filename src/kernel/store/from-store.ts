/** Kernels of a store. Whatever is wrong with it costs a warning: there are other ways to have a kernel. */

import { type Context, requireNetwork } from '../../cache/context.ts';
import { entry } from '../../cache/entry.ts';
import type { Kernel } from '../../model/provisions.ts';
import { relocate } from '../distro/relocate.ts';
import type { KernelOptions } from '../kernel-options.ts';
import { readyKernel } from '../ready-kernel.ts';
import { longTerm } from '../release/long-term.ts';
import { compareVersions } from '../release/versions.ts';
import { openStore, orWarning } from './open-store.ts';
import { flavourOf, type StoredKernel, type StoreIndex } from './store-index.ts';
import type { StorePlace } from './store-place.ts';
import { unpackStored } from './unpack-stored.ts';

/** Either the kernel, or why the store does not give it, in words for people. */
export type FromStore = { kernel: Kernel } | { lacking: string };

/**
 * @param version `6.12`, which means the newest of the series that the store has, or `6.12.9`
 * @throws UmlRunError of the kind `usage` for what `--kernel-store` cannot be; `disk-full` or `cache-unusable`; the
 * signal's reason
 */
export async function fromStore(
  { text, version }: { text: string; version: string },
  options: KernelOptions,
  context: Context,
): Promise<FromStore> {
  const unsuitable = whyNoStore(options);
  if (unsuitable !== undefined) return { lacking: unsuitable };
  const store = await openStore(options, context);
  if ('lacking' in store) return store;
  const { place, index } = store;
  const stored = newestOf(index, options, ({ release, series }) => version === release || version === series);
  const wanted = `Linux ${version} (${flavourOf(options.configuration)})`;
  if (!stored) return { lacking: `the store "${place.name}" does not have ${wanted}` };
  const what = {
    failed: `cannot take ${wanted} from the store "${place.name}"`,
    next: 'this run builds it instead; the next one asks again',
  };
  return orWarning(context, what, async () => ({ kernel: await provideStored(text, stored, place, context) }));
}

/** The version that `auto` means: the store's newest long-term release; undefined where there is none. */
export async function newestInStore(options: KernelOptions, context: Context): Promise<string | undefined> {
  if (whyNoStore(options) !== undefined) return undefined;
  const store = await openStore(options, context);
  if ('lacking' in store) return undefined;
  return newestOf(store.index, options, ({ series }) => longTerm.includes(series))?.release;
}

/** A store has no kernels but of some configurations and for one architecture. */
function whyNoStore({ architecture, configuration }: KernelOptions): string | undefined {
  if (architecture === 'i386') return 'stores do not have kernels for i386';
  if (flavourOf(configuration) === undefined) return 'stores do not have kernels of this configuration';
  return undefined;
}

function newestOf(
  { kernels }: StoreIndex,
  { configuration, timeTravel = false }: KernelOptions,
  isMeant: (kernel: StoredKernel) => boolean,
): StoredKernel | undefined {
  return kernels
    .filter(({ flavour }) => flavour === flavourOf(configuration))
    .filter(({ features }) => !timeTravel || features.includes('time-travel'))
    .filter(isMeant)
    .sort((left, right) => compareVersions(left.release, right.release))
    .at(-1);
}

/** What a store has is not saved anywhere else. */
async function provideStored(spec: string, stored: StoredKernel, place: StorePlace, context: Context): Promise<Kernel> {
  const { release, flavour, sha256 } = stored;
  const make = async (folder: string, scratch: string) => {
    if (typeof place.base !== 'string') requireNetwork(context, `Linux ${release} of the store`);
    await unpackStored(stored, place, { folder, scratch }, context);
  };
  const local = { ...context, cache: { ...context.cache, remotes: [] } };
  const ready = await entry(local, 'kernels', `store_${release}_${flavour}_${sha256}`, { make, relocate });
  return readyKernel(spec, ready);
}
