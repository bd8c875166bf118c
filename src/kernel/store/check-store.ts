import type { Cache } from '../../cache/cache.ts';
import type { Check } from '../../host/check.ts';
import { messageOf } from '../../model/errors.ts';
import { openStore } from './open-store.ts';
import type { StoreOptions } from './store-place.ts';

export interface StoreCheck {
  check: Check;
  /** Whether it has kernels, and a busybox. */
  hasKernels: boolean;
  hasBusybox: boolean;
}

/**
 * What the store has that a run would use, for `doctor`. One that the user names has to be trusted: its server is asked
 * now, whatever the cache has.
 */
export async function checkStore(options: StoreOptions, cache: Cache): Promise<StoreCheck> {
  const isNamed = options.store !== undefined && options.store !== 'none';
  const name = 'kernel store';
  const nothing = { hasKernels: false, hasBusybox: false };
  const warnings: string[] = [];
  const log = { progress() {}, info() {}, warning: (text: string) => void warnings.push(text) };
  const opened = await openStore({ ...options, refresh: isNamed }, { cache, log }).catch(messageOf);
  // What is wrong with the option says itself what to do.
  if (typeof opened === 'string') return { check: { name, ok: !isNamed, found: opened }, ...nothing };
  if ('lacking' in opened || (isNamed && warnings.length > 0)) {
    const found = 'lacking' in opened ? opened.lacking : warnings.join('; ');
    return { check: { name, ok: !isNamed, found, ...(isNamed && { fix }) }, ...nothing };
  }
  const { kernels, busybox } = opened.index;
  const count = `${kernels.length} ${kernels.length === 1 ? 'kernel' : 'kernels'}`;
  const found = `"${opened.place.name}" with ${count} and ${busybox ? `busybox ${busybox.version}` : 'no busybox'}`;
  return { check: { name, ok: true, found }, hasKernels: kernels.length > 0, hasBusybox: busybox !== undefined };
}

const fix = 'tell whoever publishes it; meanwhile, name another with --kernel-store, or "none" to build kernels';
