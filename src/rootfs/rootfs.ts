import type { Rootfs } from '../model.ts';
import type { Store } from '../store/store.ts';
import { provideMinimal } from './minimal/minimal.ts';
import { parseRootfsSpec, type RootfsSpec } from './spec.ts';

export interface RootfsOptions {
  /** Ask the archives for newer packages even when they were asked within the last 24 hours. */
  refresh?: boolean;
}

/**
 * A root file system that is ready to boot from: from the cache, else made. Nobody writes to it.
 * @throws UmlRunError `usage` when the spec means nothing that exists, `machine` when it cannot be had; the signal's reason
 */
export async function provideRootfs(
  wanted: RootfsSpec | string,
  options: RootfsOptions,
  store: Store,
  signal?: AbortSignal,
): Promise<Rootfs> {
  const spec = typeof wanted === 'string' ? parseRootfsSpec(wanted) : wanted;
  switch (spec.kind) {
    case 'minimal':
      return provideMinimal(spec.text, options, store, signal);
  }
}
