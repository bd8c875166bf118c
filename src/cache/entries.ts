import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import type { Cache } from './cache.ts';
import type { Context } from './context.ts';
import { fingerprintsName } from './entry-manifest.ts';
import { readFingerprints } from './fingerprints.ts';
import { locked } from './lock.ts';
import { lockOf } from './recipe.ts';

/** An entry that lies in the cache folder. */
export interface CachedEntry {
  key: string;
  folder: string;
  /** Of its files together. */
  bytes: number;
  lastUsed: Date;
}

/** @returns the finished entries of a kind, the one used last first */
export async function listEntries(cache: Cache, kind: string): Promise<CachedEntry[]> {
  const keys = await readdir(join(cache.folder, kind)).catch(() => []);
  const entries = await Promise.all(keys.map((key) => lookAt(join(cache.folder, kind, key), key)));
  return entries.flatMap((entry) => entry ?? []).sort((a, b) => b.lastUsed.getTime() - a.lastUsed.getTime());
}

async function lookAt(folder: string, key: string): Promise<CachedEntry | undefined> {
  const fingerprints = readFingerprints(folder);
  if (!fingerprints) return undefined;
  const { mtime: lastUsed } = await stat(join(folder, fingerprintsName));
  const bytes = Object.values(fingerprints.files).reduce((sum, [size]) => sum + size, 0);
  return { key, folder, bytes, lastUsed };
}

/** @returns false when there was no such entry */
export async function removeEntry(context: Context, kind: string, key: string): Promise<boolean> {
  const { cache } = context;
  const entries = await listEntries(cache, kind);
  const entry = entries.find((entry) => entry.key === key);
  if (!entry) return false;
  const lock = lockOf({ kind, key });
  await locked(context, lock, async () => {
    // Renamed first, so that no process sees a part of it.
    const aside = join(cache.folder, 'making', lock);
    makeFolder(aside);
    await rename(entry.folder, join(aside, 'old'));
    await rm(aside, { recursive: true, force: true });
  });
  return true;
}
