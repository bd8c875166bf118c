import { setTimeout } from 'node:timers/promises';
import { UmlRunError } from '../../model/errors.ts';
import { Unreachable } from '../../model/unreachable.ts';
import type { GetOptions } from '../../net/http.ts';
import { placeOn, readPlace } from '../../net/mirror.ts';
import type { StorePlace } from './store-place.ts';

export interface StoreReading extends Pick<GetOptions, 'signal' | 'progress'> {
  /** Bytes that the file may have. */
  maxBytes: number;
  /** Milliseconds after which a server has been too slow. */
  patience: number;
}

/** Milliseconds without a byte. */
const silence = 10_000;

/** Milliseconds after which a connection that broke, or a server that failed, is tried once more. */
const again = 1_000;

/**
 * A file of a store.
 * @throws UmlRunError `download-failed` when it is not there, is too large, or does not come in time; the signal's reason
 */
export async function readFromStore(place: StorePlace, name: string, options: StoreReading): Promise<Buffer> {
  const bytes = await readIfThere(place, name, options);
  if (bytes) return bytes;
  throw notThere(placeOn(place, name));
}

export const notThere = (file: URL | string) => new UmlRunError('download-failed', `"${file}" is not there`);

/** The same, and undefined when it is not there. */
export async function readIfThere(
  place: StorePlace,
  name: string,
  { signal, patience, ...options }: StoreReading,
): Promise<Buffer | undefined> {
  const file = placeOn(place, name);
  const late = AbortSignal.timeout(patience);
  const either = signal ? AbortSignal.any([signal, late]) : late;
  const read = () => readPlace(file, { ...options, silence, mayFollow, signal: either });
  const began = performance.now();
  const readAgain = async (cause: unknown) => {
    // One that was silent was waited for long enough.
    if (!(cause instanceof Unreachable) || performance.now() - began >= silence) throw cause;
    await setTimeout(again, undefined, { signal: either });
    return read();
  };
  return read()
    .catch(readAgain)
    .catch((cause) => {
      signal?.throwIfAborted();
      if (!late.aborted) throw cause;
      throw new UmlRunError('download-failed', `"${file}" did not come within ${patience / 1000} s`, { cause });
    });
}

/** GitHub keeps the assets of releases on hosts of this domain. */
const ofGitHub = /\.githubusercontent\.com$/;

/** Whether a store may redirect there: to its own host, and GitHub to those with its assets. */
export function mayFollow(from: URL, to: URL): boolean {
  const isSame = to.host === from.host && (to.protocol === from.protocol || to.protocol === 'https:');
  return isSame || (from.href.startsWith('https://github.com/') && to.protocol === 'https:' && ofGitHub.test(to.host));
}
