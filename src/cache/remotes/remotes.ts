import { join } from 'node:path';
import { makeFolder } from '../../fs/make-folder.ts';
import { abortable } from '../../model/abortable.ts';
import { messageOf } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { bytesIn, checkManifest } from '../entry-manifest.ts';
import { pack, unpack } from '../pack.ts';
import type { FoundEntry, WantedEntry } from '../recipe.ts';
import type { Remote } from './remote.ts';

/** A file on its way to the remotes that lack it. */
interface Packed {
  file: string;
  lacking: Remote[];
}

/** Asks one remote after another; the nearest that has the entry, undamaged, gives it. */
export async function restore(wanted: WantedEntry, work: string): Promise<FoundEntry | undefined> {
  for (const [level, remote] of wanted.context.cache.remotes.entries()) {
    const folder = join(work, `remote-${level}`);
    const found = await restoreFrom(remote, wanted, folder);
    if (found) return found;
  }
  return undefined;
}

async function restoreFrom(remote: Remote, wanted: WantedEntry, folder: string): Promise<FoundEntry | undefined> {
  const { context } = wanted;
  const key = remoteKey(wanted);
  const [packed, tree] = [join(folder, 'packed'), join(folder, 'tree')];
  makeFolder(tree);
  const there = await ask(remote, context, `restore ${key}`, () => remote.restore(key, packed));
  if (!there) return undefined;
  try {
    await unpack(packed, tree, { signal: context.signal });
    return { tree, manifest: await checkManifest(tree), from: remote.name, packed };
  } catch (cause) {
    context.signal?.throwIfAborted();
    context.log.warning(
      `the copy of ${key} in ${remote.name} is damaged and not used (delete it there): ${messageOf(cause)}`,
    );
    return undefined;
  }
}

/** The entry as one file, for the remotes that did not have it: those nearer than the one it came from. */
export async function packFor(wanted: WantedEntry, work: string, found: FoundEntry): Promise<Packed | undefined> {
  const { cache, log, signal } = wanted.context;
  const { remotes, failed } = cache;
  const source = remotes.findIndex(({ name }) => name === found.from);
  const nearer = source < 0 ? remotes : remotes.slice(0, source);
  const lacking = nearer.filter((remote) => !failed.has(remote));
  const [first] = lacking;
  const file = found.packed ?? join(work, 'packed');
  if (!first) return undefined;
  try {
    if (!found.packed) await pack(found.tree, file, bytesIn(found.manifest), { signal });
    return { file, lacking };
  } catch (cause) {
    signal?.throwIfAborted();
    log.warning(`cannot pack ${remoteKey(wanted)} for ${first.name}: ${messageOf(cause)}`);
    return undefined;
  }
}

export async function save(wanted: WantedEntry, { file, lacking }: Packed): Promise<void> {
  const key = remoteKey(wanted);
  for (const remote of lacking) await ask(remote, wanted.context, `save ${key}`, () => remote.save(key, file));
}

/** Fetches one file as it is from the nearest remote that has it. @returns whether one has */
export async function fetchFile(context: Context, key: string, file: string): Promise<boolean> {
  for (const remote of context.cache.remotes)
    if (await ask(remote, context, `restore ${key}`, () => remote.restore(key, file))) return true;
  return false;
}

export async function saveFile(context: Context, key: string, file: string): Promise<void> {
  for (const remote of context.cache.remotes) await ask(remote, context, `save ${key}`, () => remote.save(key, file));
}

/** The number is that of the entries' form: what another form saved is not found. */
const remoteKey = ({ kind, key }: WantedEntry) => `uml-run-1-${kind}-${key}`;

/** A remote that failed once is not asked again in this run: it may take minutes to say so. */
async function ask<T>(
  remote: Remote,
  { cache, log, signal }: Context,
  what: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (cache.failed.has(remote)) return undefined;
  try {
    return await abortable(work(), signal);
  } catch (cause) {
    signal?.throwIfAborted();
    const isKnown = cache.failed.has(remote);
    cache.failed.add(remote);
    // Requests that were under way at the same time fail together.
    if (!isKnown) log.warning(`${remote.name} could not ${what}; continuing without it: ${messageOf(cause)}`);
    return undefined;
  }
}
