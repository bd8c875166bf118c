import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { abortable } from '../abortable.ts';
import type { Cache } from '../cache.ts';
import { bytesIn, checkManifest } from '../entry-manifest.ts';
import { pack, unpack } from '../pack.ts';
import type { Found, Wanted } from '../recipe.ts';
import type { Archive } from './remote.ts';

/** A file on its way to the archives that lack it. */
interface Packed {
  file: string;
  lacking: Archive[];
}

/** Asks one archive after another; the nearest that has the entry, undamaged, gives it. */
export async function restore(wanted: Wanted, work: string): Promise<Found | undefined> {
  for (const [level, archive] of wanted.cache.archives.entries()) {
    const folder = join(work, `archive-${level}`);
    const found = await restoreFrom(archive, wanted, folder);
    if (found) return found;
  }
  return undefined;
}

async function restoreFrom(archive: Archive, wanted: Wanted, folder: string): Promise<Found | undefined> {
  const { cache, signal } = wanted;
  const key = archiveKey(wanted);
  const [packed, tree] = [join(folder, 'packed'), join(folder, 'tree')];
  await mkdir(tree, { recursive: true });
  const there = await ask(archive, cache, `restore ${key}`, () => archive.restore(key, packed), signal);
  if (!there) return undefined;
  try {
    await unpack(packed, tree, { signal });
    return { tree, manifest: await checkManifest(tree), from: archive.name, packed };
  } catch (cause) {
    signal?.throwIfAborted();
    const { message } = cause as Error;
    cache.notices.warning(`what ${archive.name} has as ${key} is damaged and not used (delete it there): ${message}`);
    return undefined;
  }
}

/** The entry as one file, for the archives that did not have it: those nearer than the one it came from. */
export async function packFor(wanted: Wanted, work: string, found: Found): Promise<Packed | undefined> {
  const { archives, failed, notices } = wanted.cache;
  const source = archives.findIndex(({ name }) => name === found.from);
  const nearer = source < 0 ? archives : archives.slice(0, source);
  const lacking = nearer.filter((archive) => !failed.has(archive));
  const file = found.packed ?? join(work, 'packed');
  if (lacking.length === 0) return undefined;
  try {
    if (!found.packed) await pack(found.tree, file, bytesIn(found.manifest), { signal: wanted.signal });
    return { file, lacking };
  } catch (cause) {
    wanted.signal?.throwIfAborted();
    notices.warning(`cannot pack ${archiveKey(wanted)} for ${lacking[0]!.name}: ${(cause as Error).message}`);
    return undefined;
  }
}

export async function save(wanted: Wanted, { file, lacking }: Packed): Promise<void> {
  const key = archiveKey(wanted);
  const { cache, signal } = wanted;
  for (const archive of lacking) await ask(archive, cache, `save ${key}`, () => archive.save(key, file), signal);
}

/** Fetches one file as it is from the nearest archive that has it. @returns whether one has */
export async function fetchFile(cache: Cache, key: string, file: string, signal?: AbortSignal): Promise<boolean> {
  for (const archive of cache.archives)
    if (await ask(archive, cache, `restore ${key}`, () => archive.restore(key, file), signal)) return true;
  return false;
}

export async function saveFile(cache: Cache, key: string, file: string, signal?: AbortSignal): Promise<void> {
  for (const archive of cache.archives) await ask(archive, cache, `save ${key}`, () => archive.save(key, file), signal);
}

/** The number is that of the entries' form: what another form saved is not found. */
const archiveKey = ({ kind, key }: Wanted) => `uml-run-1-${kind}-${key}`;

/** An archive that failed once is not asked again in this run: it may take minutes to say so. */
async function ask<T>(
  archive: Archive,
  cache: Cache,
  what: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  if (cache.failed.has(archive)) return undefined;
  try {
    return await abortable(work(), signal);
  } catch (cause) {
    signal?.throwIfAborted();
    cache.failed.add(archive);
    cache.notices.warning(`${archive.name} could not ${what}, and is done without: ${(cause as Error).message}`);
    return undefined;
  }
}
