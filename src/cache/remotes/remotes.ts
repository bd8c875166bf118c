import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../fs/make-folder.ts';
import { tool } from '../../host/run-tool.ts';
import { abortable } from '../../model/abortable.ts';
import { messageOf } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { bytesIn, readManifest } from '../entry-manifest.ts';
import { tryLock } from '../lock.ts';
import { pack, unpack } from '../pack.ts';
import { type FoundEntry, lockOf, type WantedEntry } from '../recipe.ts';
import { withWorkFolder } from '../work-folder.ts';
import type { Remote } from './remote.ts';

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
    return { tree, manifest: await readManifest(tree), from: remote.name, packed };
  } catch (cause) {
    context.signal?.throwIfAborted();
    context.log.warning(
      `the copy of ${key} in ${remote.name} is damaged and not used (delete it there): ${messageOf(cause)}`,
    );
    return undefined;
  }
}

/**
 * Saves an entry to the remotes that lack it, those nearer than the one it came from, beside the run: it waits for them
 * at its end, with `saved`.
 * @returns when there is a copy, and the entry's tree may change
 */
export async function saveBeside(wanted: WantedEntry, found: FoundEntry): Promise<void> {
  const context = ofRun(wanted.context);
  const { remotes, failed } = context.cache;
  const source = remotes.findIndex(({ name }) => name === found.from);
  const nearer = source < 0 ? remotes : remotes.slice(0, source);
  const lacking = nearer.filter((remote) => !failed.has(remote));
  if (lacking.length === 0) return;
  await new Promise<void>((onCopied) => {
    beside(context, save({ ...wanted, context }, found, lacking, onCopied).finally(onCopied));
  });
}

async function save(wanted: WantedEntry, found: FoundEntry, lacking: Remote[], onCopied: () => void): Promise<void> {
  const { context } = wanted;
  try {
    await withPacked(wanted, found, onCopied, async (file) => {
      const key = remoteKey(wanted);
      for (const remote of lacking) await ask(remote, context, `save ${key}`, () => remote.save(key, file));
    });
  } catch (cause) {
    context.signal?.throwIfAborted();
    context.log.warning(`cannot pack ${remoteKey(wanted)} for ${lacking[0]?.name}: ${messageOf(cause)}`);
  }
}

/** Does the work with the entry as one file, unless another process of this machine is at it. */
async function withPacked(
  wanted: WantedEntry,
  { tree, manifest, packed }: FoundEntry,
  onCopied: () => void,
  work: (file: string) => Promise<void>,
): Promise<void> {
  const { context } = wanted;
  const lock = `saving~${lockOf(wanted)}`;
  const release = await tryLock(context, lock);
  if (!release) return;
  await withWorkFolder(context, lock, async (folder) => {
    const [file, copy] = [join(folder, 'packed'), join(folder, 'tree')];
    if (packed) await rename(packed, file);
    else await copyTree(tree, copy, context.signal);
    onCopied();
    if (!packed) await pack(copy, file, bytesIn(manifest), { signal: context.signal });
    await work(file);
  }).finally(release);
}

/** Names of one file stay names of one file, as with no copy of Node's. */
const copyTree = (from: string, to: string, signal?: AbortSignal) =>
  tool('cp', ['--archive', '--reflink=auto', from, to], { signal });

/** Fetches one file as it is from the nearest remote that has it. @returns whether one has */
export async function fetchFile(context: Context, key: string, file: string): Promise<boolean> {
  for (const remote of context.cache.remotes)
    if (await ask(remote, context, `restore ${key}`, () => remote.restore(key, file))) return true;
  return false;
}

/** Saves one file as it is to all remotes, beside the run. */
export function saveFileBeside(context: Context, key: string, file: string): void {
  const { remotes } = context.cache;
  const save = async () => {
    for (const remote of remotes) await ask(remote, ofRun(context), `save ${key}`, () => remote.save(key, file));
  };
  beside(context, save());
}

/** What has been made is saved, whatever becomes of the work that it was made for. */
function ofRun(context: Context): Context {
  return { ...context, signal: context.cache.signal };
}

/** Waits until what this run saves is in the remotes, or cannot be, or the run is interrupted. */
export async function saved({ cache, log }: Context): Promise<void> {
  if (cache.saves.size > 0) log.progress('saving what was made for the next run');
  while (cache.saves.size > 0) await Promise.all(cache.saves);
}

/** @param saving rejects only with the signal's reason */
function beside({ cache: { saves } }: Context, saving: Promise<void>): void {
  const ended = saving.catch(() => undefined).finally(() => saves.delete(ended));
  saves.add(ended);
}

/** The number is that of the entries' form: what another form saved is not found. */
const remoteKey = ({ kind, key }: WantedEntry) => `uml-run-2-${kind}-${key}`;

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
