import type { Context } from '../../cache/context.ts';
import { digestOf } from '../../fs/digest.ts';
import { isPage, webPage } from '../../net/http.ts';
import { placeOn } from '../../net/mirror.ts';
import { reportProgress } from '../../net/report-progress.ts';
import { readFromStore } from './read-from-store.ts';
import { untrusted } from './store-archive.ts';
import type { StoredAsset } from './store-index.ts';
import type { StorePlace } from './store-place.ts';

/** Milliseconds, and as many more as a slow line takes for the bytes. */
const patienceFor = (bytes: number) => 30_000 + Math.ceil(bytes / 100);

/**
 * The bytes of an archive of a store: those that its index means.
 * @param what it is, for people
 * @throws UmlRunError `download-failed`; `download-untrusted` when it is not what the index says; the signal's reason
 */
export async function fetchAsset(
  what: string,
  { asset, size, sha256 }: StoredAsset,
  place: StorePlace,
  { log, signal }: Context,
): Promise<Buffer> {
  const name = String(placeOn(place, asset));
  const told = reportProgress(what, log);
  const progress = (done: number) => told(done, size);
  const archive = await readFromStore(place, asset, { maxBytes: size, patience: patienceFor(size), progress, signal });
  if (isPage(archive)) throw webPage(name);
  if (archive.length !== size) throw untrusted(name, `has ${archive.length} bytes instead of ${size}`);
  const actual = digestOf(archive);
  if (actual !== sha256)
    throw untrusted(name, `is not what it should be: its sha256 is ${actual} instead of ${sha256}`);
  return archive;
}
