import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { UmlRunError } from '../../model/errors.ts';
import { decompressed } from '../tar/decompress.ts';
import { readTar } from '../tar/read-tar.ts';
import { startOf } from '../tar/tarball.ts';
import { openTree, tellLeftOut, type UnpackOptions } from '../tree/unpack-tree.ts';
import type { TreeWriter } from '../tree/writer.ts';
import type { Layer } from './container-image.ts';

/** Before the name of what a layer takes away from those below it. */
const whiteout = '.wh.';
/** Takes away everything that is in the folder in the layers below. */
const opaque = '.wh..wh..opq';

/**
 * Puts the layers of an image one over the other into a new folder.
 * @throws UmlRunError `rootfs-invalid` when one is damaged, or not the one that the image names; `rootfs-too-large`
 */
export async function applyLayers(layers: Layer[], folder: string, options: UnpackOptions): Promise<void> {
  const tree = await openTree(folder, options);
  for (const layer of layers) await applyLayer(layer, tree, options);
  tellLeftOut(tree, options);
}

async function applyLayer({ file, what, diffId }: Layer, tree: TreeWriter, { signal }: UnpackOptions): Promise<void> {
  const hash = createHash('sha256');
  const bytes = decompressed(file, await startOf(file, 8), what);
  const hashed = async function* () {
    for await (const piece of bytes) {
      hash.update(piece);
      yield piece;
    }
  };
  /** Paths that this layer has put there: its whiteouts mean only what is below it. */
  const own = new Set<string>();
  for await (const entry of readTar(hashed(), what)) {
    signal?.throwIfAborted();
    const name = basename(entry.name ?? '');
    if (name === opaque) uncover(tree, dirname(entry.name ?? ''), own);
    else if (name.startsWith(whiteout)) takeAway(tree, entry.name ?? '', own, what);
    else
      for (let path = (await tree.add(entry)) ?? ''; path !== '' && path !== '.'; path = dirname(path)) own.add(path);
  }
  const found = hash.digest('hex');
  if (diffId !== undefined && found !== diffId)
    throw new UmlRunError('rootfs-invalid', `${what} is damaged: its SHA-256 is ${found} instead of ${diffId}`);
}

function takeAway(tree: TreeWriter, name: string, own: Set<string>, what: string): void {
  const taken = basename(name).slice(whiteout.length);
  // Other marks of aufs, which say nothing about the tree.
  if (taken.startsWith(whiteout)) return;
  if (taken === '' || taken === '.' || taken === '..')
    throw new UmlRunError('rootfs-invalid', `${what} removes ${JSON.stringify(name)}, which is not the name of a file`);
  const path = tree.place(join(dirname(name), taken));
  if (!own.has(path)) tree.remove(path);
}

function uncover(tree: TreeWriter, folder: string, own: Set<string>): void {
  const clear = (path: string) => {
    for (const child of tree.list(path)) {
      if (!own.has(child)) tree.remove(child);
      else clear(child);
    }
  };
  // A name in the folder: `place` follows the links of folders, and does not look at the name itself.
  clear(dirname(tree.place(join(folder, opaque))));
}
