import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { type Cache, oncePerRun } from './cache.ts';
import type { Context } from './context.ts';
import { tryLock } from './lock.ts';

/**
 * Gives the work on an entry a folder on the cache's own disk, and removes it whatever happens.
 * @param name of the lock that the caller has: what lies there already was left by a process that was killed
 */
export async function withWorkFolder<T>(
  context: Context,
  name: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(folderOfWork(context.cache), name);
  try {
    await remove(folder);
    await removeLeftWork(context);
    makeFolder(folder);
    return await work(folder);
  } finally {
    await remove(folder);
  }
}

const folderOfWork = (cache: Cache) => join(cache.folder, 'making');

/**
 * Removes what processes have left of entries that they were making when they were killed, or interrupted twice.
 * @throws UmlRunError `cache-unusable` when a lock cannot be had
 */
export function removeLeftWork({ cache, log }: Context): Promise<void> {
  return oncePerRun(cache, 'left work', () => sweep({ cache, log }));
}

async function sweep({ cache, log }: Context): Promise<void> {
  for (const name of await readdir(folderOfWork(cache)).catch(() => [])) {
    const release = await tryLock({ cache, log }, name);
    if (!release) continue;
    await remove(join(folderOfWork(cache), name)).finally(release);
  }
}

const remove = (folder: string) => rm(folder, { recursive: true, force: true });
