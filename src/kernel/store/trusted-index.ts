/** The index of a store, after all that there is to check has been checked. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Context } from '../../cache/context.ts';
import { keyOf } from '../../cache/digests.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import { makeFolder } from '../../fs/make-folder.ts';
import { replaceFile } from '../../fs/replace-file.ts';
import { errnoOf, UmlRunError } from '../../model/errors.ts';
import { isPage, webPage } from '../../net/http.ts';
import { placeOn } from '../../net/mirror.ts';
import { notThere, readIfThere } from './read-from-store.ts';
import { isStoreIndex, maxIndexBytes, parseIndex, type StoreIndex } from './store-index.ts';
import { isSigned, signatureBytes } from './store-keys.ts';
import type { StorePlace } from './store-place.ts';

export const indexName = 'index.json';
export const signatureName = 'index.json.sig';

/** Milliseconds in which an index, which is small, has to be here. */
const patience = 15_000;

/** Milliseconds in which whoever replaces an index and its signature, one after the other, is done. */
const replacing = { onServer: 3_000, inFolder: 300 };

/**
 * The index of a server is asked for once a day.
 * @throws UmlRunError `download-failed`; `download-untrusted` when its signature is wrong, it has expired, or it is
 * older than one that this machine has seen; the signal's reason
 */
export async function trustedIndex(
  place: StorePlace,
  { refresh = false }: { refresh?: boolean },
  context: Context,
): Promise<StoreIndex> {
  const { base, trust } = place;
  if (typeof trust !== 'string') return trust;
  const fetch = () => fetchIndex(place, trust, context);
  if (typeof base === 'string') return fetch();
  const name = `kernel-store~${keyOf(base.href, trust)}`;
  const index = await cachedLookup(context, name, { isValid: isStoreIndex, refresh }, fetch);
  // What is in the cache was checked when it came.
  if (!context.offline) requireCurrent(index, String(placeOn(place, indexName)));
  return index;
}

async function fetchIndex(place: StorePlace, key: string, context: Context): Promise<StoreIndex> {
  const name = String(placeOn(place, indexName));
  if (typeof place.base !== 'string') context.log.progress(`asking "${place.name}" which kernels it has`);
  const bytes = await readSigned(place, key, context.signal);
  const index = parseIndex(bytes, name);
  requireCurrent(index, name);
  await requireNotOlder(index, name, join(context.cache.folder, 'memory', `kernel-serial~${keyOf(place.name, key)}`));
  return index;
}

/** Where its signature does not fit, or one of the two is not there, they may just be being replaced. */
async function readSigned(place: StorePlace, key: string, signal?: AbortSignal): Promise<Buffer> {
  const first = await trySigned(place, key, signal);
  if (Buffer.isBuffer(first)) return first;
  const pause = typeof place.base === 'string' ? replacing.inFolder : replacing.onServer;
  await setTimeout(pause, undefined, { signal }).catch(() => signal?.throwIfAborted());
  const second = await trySigned(place, key, signal);
  if (Buffer.isBuffer(second)) return second;
  throw second;
}

/** @returns the index, or the error that there is */
async function trySigned(place: StorePlace, key: string, signal?: AbortSignal): Promise<Buffer | UmlRunError> {
  const read = (file: string, maxBytes: number) => readIfThere(place, file, { maxBytes, patience, signal });
  const name = placeOn(place, indexName);
  const bytes = await read(indexName, maxIndexBytes);
  if (!bytes) return notThere(name);
  if (isPage(bytes)) throw webPage(String(name));
  const signature = await read(signatureName, signatureBytes);
  if (!signature) return notThere(placeOn(place, signatureName));
  if (isSigned(bytes, signature, key)) return bytes;
  return new UmlRunError('download-untrusted', `"${name}" was not signed with the key ${key}: it is not used`);
}

function requireCurrent({ issued, expires }: StoreIndex, name: string): void {
  if (Date.parse(expires) > Date.now()) return;
  const today = new Date().toISOString().slice(0, 10);
  throw new UmlRunError(
    'download-untrusted',
    `"${name}" of ${issued} has expired on ${expires}, and this machine's clock says ${today}: it is not used`,
  );
}

/** @param file that has the highest serial number so far, in decimal digits */
async function requireNotOlder({ serial, issued }: StoreIndex, name: string, file: string): Promise<void> {
  const known = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (serial < known)
    throw new UmlRunError(
      'download-untrusted',
      `"${name}" of ${issued} is older than one that was there before (serial ${serial} after ${known}): it is not used`,
    );
  if (serial === known) return;
  try {
    makeFolder(dirname(file));
    await replaceFile(file, String(serial));
  } catch (cause) {
    // A cache that cannot be written to does without.
    if (!['EROFS', 'EACCES', 'EPERM'].includes(errnoOf(cause) ?? '')) throw cause;
  }
}
