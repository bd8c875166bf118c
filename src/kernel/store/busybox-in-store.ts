import { type Context, requireNetwork } from '../../cache/context.ts';
import type { OfferedBusybox } from '../../model/provisions.ts';
import { placeOn } from '../../net/mirror.ts';
import { fetchAsset } from './fetch-asset.ts';
import { openStore } from './open-store.ts';
import { readFiles, untrusted } from './store-archive.ts';
import type { StoreOptions } from './store-place.ts';

/**
 * The static busybox of a store.
 * @returns why there is none, in words for people
 * @throws UmlRunError of the kind `usage` for what `--kernel-store` cannot be; the signal's reason
 */
export async function busyboxInStore(
  options: StoreOptions,
  context: Context,
): Promise<OfferedBusybox | { lacking: string }> {
  const store = await openStore(options, context);
  if ('lacking' in store) return store;
  const { place, index } = store;
  const from = `the store "${place.name}"`;
  const { busybox } = index;
  if (!busybox) return { lacking: `${from} does not have a busybox` };
  const { version, sha256, asset } = busybox;
  const fetch = async () => {
    if (typeof place.base !== 'string') requireNetwork(context, `busybox ${version} of the store`);
    const name = String(placeOn(place, asset));
    const files = await readFiles(await fetchAsset(`busybox ${version}`, busybox, place, context), name, 'busybox');
    if (!files.has('busybox')) throw untrusted(name, 'lacks busybox');
    return files;
  };
  return { version, sha256, from, fetch };
}
