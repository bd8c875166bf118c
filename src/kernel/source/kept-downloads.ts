/** Files from the network, kept for a while: the next configuration of a kernel needs the same sources. */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from '../../cache/cache.ts';
import { listEntries, removeEntry } from '../../cache/entries.ts';
import { entry } from '../../cache/entry.ts';

const kind = 'sources';

/** How long they are kept after their last use, in milliseconds. */
const patience = 7 * 24 * 3_600_000;

/** Gets a file. @param folder where it goes; what there is of an unfinished one is there too. @returns its path */
export type Fetch = (folder: string, progress: (done: number, total: number | undefined) => void) => Promise<string>;

/**
 * The file with that digest: fetched once, however many want it, and in no archive.
 * @param sha256 lower-case hexadecimal
 * @param name for people
 * @returns its path
 */
export async function fetched(
  cache: Cache,
  sha256: string,
  name: string,
  fetch: Fetch,
  signal?: AbortSignal,
): Promise<string> {
  const unfinished = join(cache.folder, 'downloads');
  await sweep(cache, unfinished, signal);
  const make = async (folder: string) => {
    const path = await fetch(unfinished, tellProgress(cache, name));
    await rename(path, join(folder, 'file'));
  };
  const { folder } = await entry({ ...cache, remotes: [] }, kind, sha256, make, signal);
  return join(folder, 'file');
}

function tellProgress({ log }: Cache, name: string): (done: number, total: number | undefined) => void {
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  let told = -1;
  return (done, total) => {
    if (megabytes(done) === told) return;
    told = megabytes(done);
    log.progress(`fetching ${name}: ${told}${total === undefined ? '' : ` of ${megabytes(total)}`} MB`);
  };
}

/** Removes what was not used for long. That another process does the same at the moment does not matter. */
async function sweep(cache: Cache, unfinished: string, signal?: AbortSignal): Promise<void> {
  const isOld = (lastUsed: Date) => Date.now() - lastUsed.getTime() > patience;
  for (const { key, lastUsed } of await listEntries(cache, kind)) {
    if (isOld(lastUsed)) await removeEntry(cache, kind, key, signal).catch(() => {});
  }
  for (const name of await readdir(unfinished).catch(() => [])) {
    const path = join(unfinished, name);
    const status = await stat(path).catch(() => undefined);
    if (status && isOld(status.mtime)) await rm(path, { force: true });
  }
}
