import { realpathSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { noexecMountOf, readMounts } from '../host/mounts.ts';
import { errnoOf, UmlRunError } from '../model/errors.ts';
import { takeStock, writeManifest } from './entry-manifest.ts';
import {
  compare,
  type Fingerprints,
  fingerprint,
  readFingerprints,
  refreshFingerprints,
  writeFingerprints,
} from './fingerprints.ts';
import { type FoundEntry, lockOf, type ReadyEntry, type WantedEntry } from './recipe.ts';
import { restore, saveBeside } from './remotes/remotes.ts';
import { withWorkFolder } from './work-folder.ts';

/** Makes an entry ready that was not ready before. The caller has its lock. */
export async function provide(wanted: WantedEntry): Promise<ReadyEntry> {
  const fingerprints = await wholeEntry(wanted);
  if (fingerprints) return { fingerprints: await relocated(wanted, fingerprints), from: 'local' };
  return withWorkFolder(wanted.context, lockOf(wanted), async (work) => {
    requireMayExecute(work);
    const found = (await restore(wanted, work)) ?? (await make(wanted, work));
    // As it is before it is relocated for this machine.
    await saveBeside(wanted, found);
    const fingerprints = await moveIn(wanted, work, found);
    return { fingerprints, from: found.from };
  });
}

/** Somebody else may have made it while this process waited for the lock. */
async function wholeEntry({ context, place, kind, key }: WantedEntry): Promise<Fingerprints | undefined> {
  const fingerprints = readFingerprints(place);
  if (!fingerprints) return undefined;
  const { damaged, refreshed } = await compare(place, fingerprints);
  if (damaged === undefined) return refreshed ?? fingerprints;
  context.log.warning(`"${damaged}" of the cached ${kind}/${key} was changed or removed; making it again`);
  return undefined;
}

/** Before anything is fetched: kernels are started from where they lie, and so is busybox once. */
function requireMayExecute(folder: string): void {
  const mount = noexecMountOf(realpathSync(folder), readMounts());
  if (!mount) return;
  throw new UmlRunError(
    'cache-unusable',
    `no kernel starts in the cache folder: ${mount.point} is mounted noexec; mount it with exec, or name another ` +
      'folder with --cache',
  );
}

/** An entry may have been moved here together with the whole cache folder. */
async function relocated({ recipe, place }: WantedEntry, fingerprints: Fingerprints): Promise<Fingerprints> {
  if (!recipe.relocate || fingerprints.place === place) return fingerprints;
  const updated = await refreshFingerprints(place, place, fingerprints, await recipe.relocate(place, place));
  await writeFingerprints(place, updated);
  return updated;
}

async function make({ recipe }: WantedEntry, work: string): Promise<FoundEntry> {
  const [tree, scratch] = [join(work, 'tree'), join(work, 'scratch')];
  await mkdir(tree);
  await mkdir(scratch);
  await recipe.make(tree, scratch);
  const manifest = await takeStock(tree);
  await writeManifest(tree, manifest);
  return { tree, manifest, from: 'made' };
}

async function moveIn(
  { recipe, place }: WantedEntry,
  work: string,
  { tree, manifest }: FoundEntry,
): Promise<Fingerprints> {
  const asMade = fingerprint(tree, place, manifest);
  const fingerprints = await refreshFingerprints(tree, place, asMade, (await recipe.relocate?.(tree, place)) ?? []);
  await writeFingerprints(tree, fingerprints);
  makeFolder(dirname(place));
  await rename(place, join(work, 'old')).catch(ignoreMissing);
  await rename(tree, place);
  return fingerprints;
}

function ignoreMissing(cause: unknown): void {
  if (errnoOf(cause) !== 'ENOENT') throw cause;
}
