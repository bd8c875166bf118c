import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from './cache.ts';
import { tryLock } from './lock.ts';
import type { Wanted } from './recipe.ts';

/**
 * Gives the work on an entry a folder on the cache's own disk, and removes it whatever happens. Whoever calls has the
 * entry's lock, so what lies there already was left by a process that was killed.
 */
export async function withWorkFolder<T>(wanted: Wanted, work: (folder: string) => Promise<T>): Promise<T> {
  const { store, kind, key } = wanted;
  const folder = join(folderOfWork(store), `${kind}~${key}`);
  try {
    await remove(folder);
    await sweep(store);
    await mkdir(folder, { recursive: true });
    return await work(folder);
  } finally {
    await remove(folder);
  }
}

const folderOfWork = (store: Store) => join(store.folder, 'making');

/** Removes what killed processes left of other entries. */
async function sweep(store: Store): Promise<void> {
  for (const name of await readdir(folderOfWork(store)).catch(() => [])) {
    const release = await tryLock(store, name);
    if (!release) continue;
    await remove(join(folderOfWork(store), name)).finally(release);
  }
}

const remove = (folder: string) => rm(folder, { recursive: true, force: true });
