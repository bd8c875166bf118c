import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import type { Cache } from './cache.ts';
import type { Context } from './context.ts';
import { tryLock } from './lock.ts';
import type { WantedEntry } from './recipe.ts';

/**
 * Gives the work on an entry a folder on the cache's own disk, and removes it whatever happens. The caller has the
 * entry's lock, so what lies there already was left by a process that was killed.
 */
export async function withWorkFolder<T>(wanted: WantedEntry, work: (folder: string) => Promise<T>): Promise<T> {
  const { context, kind, key } = wanted;
  const folder = join(folderOfWork(context.cache), `${kind}~${key}`);
  try {
    await remove(folder);
    await sweep(context);
    makeFolder(folder);
    return await work(folder);
  } finally {
    await remove(folder);
  }
}

const folderOfWork = (cache: Cache) => join(cache.folder, 'making');

/** Removes what killed processes left of other entries. */
async function sweep({ cache, log }: Context): Promise<void> {
  for (const name of await readdir(folderOfWork(cache)).catch(() => [])) {
    const release = await tryLock({ cache, log }, name);
    if (!release) continue;
    await remove(join(folderOfWork(cache), name)).finally(release);
  }
}

const remove = (folder: string) => rm(folder, { recursive: true, force: true });
