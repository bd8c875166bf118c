import { cp, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { busyboxPackage } from '../../apt/busybox-package.ts';
import type { Context } from '../../cache/context.ts';
import { folderForGuests } from '../../cache/entry.ts';
import { readTextSync } from '../../host/read-text.ts';
import type { Rootfs } from '../../model/provisions.ts';
import { installBusybox } from './busybox.ts';
import { writeFiles } from './files.ts';
import { makeFolders } from './folders.ts';

/** Increase it whenever something else is made from the same busybox. */
const layout = 2;

/** A static busybox to be had. */
export interface Busybox {
  /** Of the package that it comes from. */
  version: string;
  architecture: string;
  /** Of what it comes in. */
  sha256: string;
  /** Where it comes from, for people, unless that is apt. */
  from?: string;
  /** @param scratch a folder for it, and for what comes with it */
  fetch(scratch: string): Promise<FetchedBusybox>;
}

export interface FetchedBusybox {
  /** Path of the executable, which may be moved away. */
  executable: string;
  /** Paths of files about it that the tree has to have. */
  documents: readonly string[];
}

/** The rootfs with that busybox: from the cache, or made now. */
export async function makeMinimal(spec: string, busybox: Busybox, context: Context): Promise<Rootfs> {
  const { version, architecture, sha256, from } = busybox;
  const parts = [`minimal-${layout}`, busyboxPackage, version, architecture, sha256.slice(0, 16)];
  const key = parts.join('_').replaceAll(':', '-');
  const place = await folderForGuests(context, 'rootfs', key, async (folder, scratch) => {
    const tree = join(folder, 'tree');
    const { executable, documents } = await busybox.fetch(scratch);
    await makeFolders(tree);
    await installBusybox(tree, executable, context.signal);
    const documentation = join(tree, 'usr/share/doc', busyboxPackage);
    for (const path of documents) await cp(path, join(documentation, basename(path)));
    await writeFiles(tree, version);
    if (from !== undefined) await writeFile(join(folder, sourceName), `busybox ${version} from ${from}`);
  });
  return { spec, path: join(place, 'tree') };
}

/** Beside the tree: which store an entry is of, for later runs, too. */
const sourceName = 'source';

/** The same rootfs, with the store that its busybox is of, if any. */
export function withSource(rootfs: Rootfs): Rootfs {
  const source = readTextSync(join(dirname(rootfs.path), sourceName));
  return source === undefined ? rootfs : { ...rootfs, source };
}

/** @returns the version of busybox, by the key of an entry; undefined for one of another rootfs */
export function versionInKey(key: string): string | undefined {
  return new RegExp(`^minimal-${layout}_${busyboxPackage}_([^_]+)_`).exec(key)?.[1];
}
