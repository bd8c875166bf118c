/** Files from the network, kept for a while: the next configuration of a kernel needs the same sources. */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Context, requireNetwork } from '../../cache/context.ts';
import { listEntries, removeEntry } from '../../cache/entries.ts';
import { entry } from '../../cache/entry.ts';
import type { Progress } from '../../net/download.ts';
import { reportProgress } from '../../net/report-progress.ts';

const kind = 'sources';

/** How long they are kept after their last use, in milliseconds. */
const patience = 7 * 24 * 3_600_000;

/** Gets a file. @param folder where it goes; what there is of an unfinished one is there too. @returns its path */
export type Fetch = (folder: string, progress: Progress) => Promise<string>;

/**
 * The file with that digest: fetched once, however many want it, and in no archive.
 * @param sha256 lower-case hexadecimal
 * @param name for people
 * @returns its path
 */
export async function fetched(sha256: string, name: string, fetch: Fetch, context: Context): Promise<string> {
  const { cache } = context;
  const unfinished = join(cache.folder, 'downloads');
  await sweep(unfinished, context);
  const make = async (folder: string) => {
    requireNetwork(context, name);
    const path = await fetch(unfinished, reportProgress(name, context.log));
    await rename(path, join(folder, 'file'));
  };
  const { folder } = await entry({ ...context, cache: { ...cache, remotes: [] } }, kind, sha256, make);
  return join(folder, 'file');
}

/** Removes what was not used for long. That another process does the same at the moment does not matter. */
async function sweep(unfinished: string, context: Context): Promise<void> {
  const isOld = (lastUsed: Date) => Date.now() - lastUsed.getTime() > patience;
  for (const { key, lastUsed } of await listEntries(context.cache, kind)) {
    if (isOld(lastUsed)) await removeEntry(context, kind, key).catch(() => {});
  }
  for (const name of await readdir(unfinished).catch(() => [])) {
    const path = join(unfinished, name);
    const status = await stat(path).catch(() => undefined);
    if (status && isOld(status.mtime)) await rm(path, { force: true });
  }
}
