import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './context.ts';
import { fingerprintsName } from './entry-manifest.ts';
import { compare, readFingerprints, writeFingerprints } from './fingerprints.ts';
import { locked } from './lock.ts';
import { provide } from './provide-entry.ts';
import { type EntryRecipe, lockOf, type ReadyEntry } from './recipe.ts';

/** An entry that is ready on this machine. */
export interface Entry {
  /** Absolute path. */
  folder: string;
  /** `local`, `made`, or the name of the remote that had it. */
  from: string;
  /** SHA-256 of one of its files as it is on this machine, by path relative to the folder; lower-case hexadecimal. */
  sha256(path: string): string;
}

/**
 * The finished entry of that kind and key: from the cache folder, else from a remote, else made. It is made once,
 * however many ask for it, and nobody ever sees one that is half made.
 * @param kind folder within the cache, e.g. `kernels`
 * @param key says what is in it (another content has another key), with letters, digits and `.+~_-`
 * @throws UmlRunError `disk-full`, or `cache-unusable` when the cache folder cannot be written; whatever `make` throws;
 * the signal's reason
 */
export async function entry(
  context: Context,
  kind: string,
  key: string,
  make: EntryRecipe | EntryRecipe['make'],
): Promise<Entry> {
  if (!/^[A-Za-z0-9][\w.+~-]{0,199}$/.test(key)) throw new Error(`not a key of the cache: ${key}`);
  const recipe = typeof make === 'function' ? { make } : make;
  const { cache } = context;
  const wanted = { context, kind, key, recipe, place: join(cache.folder, kind, key) };
  const ready = (await lookUp(wanted)) ?? (await locked(context, lockOf(wanted), () => provide(wanted)));
  cache.used.push({ kind, key, from: ready.from });
  return readyEntry(wanted.place, ready);
}

/** The finished entry of that kind and key, if it lies in the cache folder as it was made; nothing is done for it. */
export async function entryIfReady({ cache }: Context, kind: string, key: string): Promise<Entry | undefined> {
  const place = join(cache.folder, kind, key);
  const ready = await lookUp({ place, recipe: {} });
  return ready && readyEntry(place, ready);
}

/**
 * Whether an entry is ready that no guest sees before it is told of its tests. Where the context has checks for later, one
 * that was finished is taken for ready, and looked at then.
 */
export async function isReadyForGuests(context: Context, kind: string, key: string): Promise<boolean> {
  const isWhole = async () => (await entryIfReady(context, kind, key)) !== undefined;
  const wasFinished = () => existsSync(join(context.cache.folder, kind, key, fingerprintsName));
  if (!context.later || !wasFinished()) return isWhole();
  context.later.add(isWhole);
  return true;
}

/** The folder of such an entry: as `entry` has it, but for what is looked at later. */
export async function folderForGuests(
  context: Context,
  kind: string,
  key: string,
  make: EntryRecipe['make'],
): Promise<string> {
  const { cache, later } = context;
  if (!later || !(await isReadyForGuests(context, kind, key))) return (await entry(context, kind, key, make)).folder;
  cache.used.push({ kind, key, from: 'local' });
  return join(cache.folder, kind, key);
}

function readyEntry(folder: string, { fingerprints, from }: ReadyEntry): Entry {
  return { folder, from, sha256: (path) => fingerprints.files[path]?.[2] ?? '' };
}

interface PlacedEntry {
  place: string;
  recipe: Pick<EntryRecipe, 'relocate'>;
}

/** @returns undefined when there is something to do before the entry is ready */
async function lookUp({ place, recipe }: PlacedEntry): Promise<ReadyEntry | undefined> {
  const fingerprints = readFingerprints(place);
  if (!fingerprints || (recipe.relocate && fingerprints.place !== place)) return undefined;
  const { damaged, refreshed } = await compare(place, fingerprints);
  if (damaged !== undefined) return undefined;
  if (refreshed) await writeFingerprints(place, refreshed).catch(() => {});
  touch(place);
  return { fingerprints, from: 'local' };
}

/**
 * The time of its fingerprints' file is when an entry was last used. A cache that cannot be written to does without.
 */
function touch(place: string): void {
  const now = new Date();
  try {
    utimesSync(join(place, fingerprintsName), now, now);
  } catch {
    // It is somebody else's.
  }
}
