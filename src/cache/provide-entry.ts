import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { takeStock, writeManifest } from './entry-manifest.ts';
import { compare, readStamps, restamp, type Stamps, stamp, writeStamps } from './fingerprints.ts';
import type { Found, Ready, Wanted } from './recipe.ts';
import { packFor, restore, save } from './remotes/remotes.ts';
import { withWorkFolder } from './work-folder.ts';

/** Makes an entry ready that was not when it was looked at. Whoever calls has its lock. */
export async function provide(wanted: Wanted): Promise<Ready> {
  const stamps = await wholeEntry(wanted);
  if (stamps) return { stamps: await settleAnew(wanted, stamps), from: 'local' };
  return withWorkFolder(wanted, async (work) => {
    const found = (await restore(wanted, work)) ?? (await make(wanted, work));
    // Packed before it is fitted to this machine, and saved when it is safe in its place.
    const packed = await packFor(wanted, work, found);
    const stamps = await moveIn(wanted, work, found);
    if (packed) await save(wanted, packed);
    return { stamps, from: found.from };
  });
}

/** Somebody else may have made it while this process waited for the lock. */
async function wholeEntry({ cache, place, kind, key }: Wanted): Promise<Stamps | undefined> {
  const stamps = await readStamps(place);
  const { damaged } = stamps ? await compare(place, stamps) : {};
  if (damaged === undefined) return stamps;
  cache.log.warning(`${damaged} of the cached ${kind}/${key} was changed or removed: it is made again`);
  return undefined;
}

/** An entry may have been moved here together with the whole cache folder. */
async function settleAnew({ recipe, place }: Wanted, stamps: Stamps): Promise<Stamps> {
  if (!recipe.settle || stamps.place === place) return stamps;
  const settled = await restamp(place, place, stamps, await recipe.settle(place, place));
  await writeStamps(place, settled);
  return settled;
}

async function make({ recipe }: Wanted, work: string): Promise<Found> {
  const [tree, scratch] = [join(work, 'tree'), join(work, 'scratch')];
  await mkdir(tree);
  await mkdir(scratch);
  await recipe.make(tree, scratch);
  const manifest = await takeStock(tree);
  await writeManifest(tree, manifest);
  return { tree, manifest, from: 'made' };
}

async function moveIn({ recipe, place }: Wanted, work: string, { tree, manifest }: Found): Promise<Stamps> {
  const unsettled = await stamp(tree, place, manifest);
  const stamps = await restamp(tree, place, unsettled, (await recipe.settle?.(tree, place)) ?? []);
  await writeStamps(tree, stamps);
  await mkdir(dirname(place), { recursive: true });
  await rename(place, join(work, 'old')).catch(ignoreMissing);
  await rename(tree, place);
  return stamps;
}

function ignoreMissing(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'ENOENT') throw cause;
}
