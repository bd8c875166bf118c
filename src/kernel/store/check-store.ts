import type { Cache } from '../../cache/cache.ts';
import type { Check } from '../../host/check.ts';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import { openStore } from './open-store.ts';
import type { StoreOptions } from './store-place.ts';

export interface StoreCheck {
  check: Check;
  /** Whether it has kernels, and a busybox. */
  hasKernels: boolean;
  hasBusybox: boolean;
}

/**
 * What the store has that a run would use, for `doctor`.
 * @throws UmlRunError of the kind `usage` for what `--kernel-store` cannot be
 */
export async function checkStore(options: StoreOptions, cache: Cache): Promise<StoreCheck> {
  const silent = { progress() {}, info() {}, warning() {} };
  const ok = { name: 'kernel store', ok: true };
  const store = await openStore(options, { cache, log: silent }).catch((cause: unknown) => {
    if (cause instanceof UmlRunError && cause.kind === 'usage') throw cause;
    // It is doctor that says what is wrong with the cache's folder.
    return { lacking: messageOf(cause) };
  });
  if ('lacking' in store) return { check: { ...ok, found: store.lacking }, hasKernels: false, hasBusybox: false };
  const { kernels, busybox } = store.index;
  const count = `${kernels.length} ${kernels.length === 1 ? 'kernel' : 'kernels'}`;
  const found = `"${store.place.name}" with ${count} and ${busybox ? `busybox ${busybox.version}` : 'no busybox'}`;
  return { check: { ...ok, found }, hasKernels: kernels.length > 0, hasBusybox: busybox !== undefined };
}
