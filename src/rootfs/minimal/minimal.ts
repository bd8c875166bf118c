import type { Context } from '../../cache/context.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { Rootfs } from '../../model/provisions.ts';
import { Unreachable } from '../../model/unreachable.ts';
import { orRecall, type Recall } from '../recall.ts';
import type { RootfsOptions } from '../rootfs-options.ts';
import { versionInKey, withSource } from './make-minimal.ts';
import { minimalOfApt } from './minimal-of-apt.ts';
import { minimalOffered } from './minimal-offered.ts';

/**
 * A static busybox, and the folders and files that a program expects. The busybox is that of this machine's apt; where
 * apt gives none, it is the one in the cache, or else what the options offer in its place.
 * @throws UmlRunError that says why each of them cannot be had
 */
export async function provideMinimal(spec: string, options: RootfsOptions, context: Context): Promise<Rootfs> {
  return withSource(await aptOrOffered(spec, options, context));
}

async function aptOrOffered(spec: string, options: RootfsOptions, context: Context): Promise<Rootfs> {
  const recall: Recall = { text: spec, what: 'busybox', isOpen: false, versionOf: versionInKey, isMeant: () => true };
  const { offeredBusybox } = options;
  try {
    return await orRecall(() => minimalOfApt(spec, options, context), recall, context);
  } catch (ofApt) {
    if (!offeredBusybox || !isOfApt(ofApt)) throw ofApt;
    return orRecall(() => provideOffered(spec, ofApt, offeredBusybox, context), recall, context);
  }
}

async function provideOffered(
  spec: string,
  ofApt: UmlRunError,
  offer: NonNullable<RootfsOptions['offeredBusybox']>,
  context: Context,
): Promise<Rootfs> {
  const offered = await offer(context);
  if ('lacking' in offered) throw neither(ofApt, offered.lacking);
  try {
    return await minimalOffered(spec, offered, context);
  } catch (cause) {
    if (cause instanceof UmlRunError && cause.code.startsWith('download-')) throw neither(ofApt, cause.message);
    throw cause;
  }
}

/** What the cache has may still do in their place. */
function neither(ofApt: UmlRunError, ofOther: string): Unreachable {
  const instead = 'name a store that has a busybox with --kernel-store, or another rootfs, such as --rootfs host';
  return new Unreachable(ofApt.code, `${ofApt.message}; and ${ofOther}; ${instead}`, { cause: ofApt });
}

/** There is no apt, or it does not have the package, or does not get it. */
function isOfApt(cause: unknown): cause is UmlRunError {
  return cause instanceof UmlRunError && ['tool-missing', 'archive-unavailable', 'not-in-cache'].includes(cause.code);
}
