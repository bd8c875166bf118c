/** The store that a run takes things from. Whatever is wrong with it costs a warning. */
import { oncePerRun } from '../../cache/cache.ts';
import type { Context } from '../../cache/context.ts';
import { UmlRunError } from '../../model/errors.ts';
import { Unreachable } from '../../model/unreachable.ts';
import type { StoreIndex } from './store-index.ts';
import { openStorePlace, type StoreOptions, type StorePlace } from './store-place.ts';
import { trustedIndex } from './trusted-index.ts';

/** Either the store, or why there is none, in words for people. */
export type OpenStore = { place: StorePlace; index: StoreIndex } | { lacking: string };

/**
 * Once a run: several kernels need not tell the same twice.
 * @param refresh asks for the index even when it was asked for today
 * @throws UmlRunError of the kind `usage` for what `--kernel-store` cannot be; `disk-full` or `cache-unusable`; the
 * signal's reason
 */
export function openStore(options: StoreOptions & { refresh?: boolean }, context: Context): Promise<OpenStore> {
  return oncePerRun(context.cache, `kernel store ${options.store} ${options.repository}`, async () => {
    const place = await openStorePlace(options);
    if ('off' in place) return { lacking: place.off };
    const what = {
      failed: `the store of kernels "${place.name}" is not used`,
      next: 'this run goes on without it, and may build kernels; the next one asks it again',
    };
    return orWarning(context, what, async () => ({ place, index: await trustedIndex(place, options, context) }));
  });
}

/**
 * What comes of work with a store, or why nothing did: that is a warning, too.
 * @param what says that it failed, and what comes next
 */
export async function orWarning<T>(
  { log, signal, offline = false }: Context,
  { failed, next }: { failed: string; next: string },
  work: () => Promise<T>,
): Promise<T | { lacking: string }> {
  try {
    return await work();
  } catch (cause) {
    signal?.throwIfAborted();
    const isOurs = cause instanceof UmlRunError && !['disk-full', 'cache-unusable'].includes(cause.code);
    if (!isOurs) throw cause;
    const lacking = `${failed}: ${cause.message}`;
    // That it is not asked was asked for.
    if (!(offline && cause instanceof Unreachable)) log.warning(`${lacking}; ${next}`);
    return { lacking };
  }
}
