import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../cache/context.ts';
import { entry } from '../cache/entry.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';
import { readExt } from './ext/read-ext.ts';
import { digestOfGivenFile } from './file-digest.ts';
import { formatOf } from './rootfs-format.ts';
import { limitOf, type RootfsOptions } from './rootfs-options.ts';
import { readSquashfs } from './squashfs.ts';
import { readTarball, startOf } from './tar/tarball.ts';
import type { TreeEntries } from './tree/tree-entry.ts';
import { unpackTree } from './tree/unpack-tree.ts';

/** Increase it whenever something else is made from the same file. */
const layout = 1;

/** A folder as it is; a tarball or a disk image, unpacked once into the cache. */
export async function providePath(
  { text, path }: { text: string; path: string },
  options: RootfsOptions,
  context: Context,
): Promise<Rootfs> {
  const stats = statSync(path);
  if (stats.isDirectory()) return { spec: text, path };
  if (!stats.isFile())
    throw new UmlRunError('rootfs-invalid', `rootfs "${text}" is neither a folder nor a regular file`);
  const digest = await digestOfGivenFile(path, context);
  const { folder } = await entry(context, 'rootfs', `file-${layout}_${digest.slice(0, 32)}`, fill);
  return { spec: text, path: join(folder, 'tree') };

  async function fill(folder: string, scratch: string): Promise<void> {
    const { log, signal } = context;
    log.progress(`unpacking ${path}`);
    await mkdir(scratch, { recursive: true });
    await unpackTree(await read(scratch), join(folder, 'tree'), {
      what: path,
      limit: limitOf(options),
      log,
      signal,
    });
  }

  async function read(scratch: string): Promise<TreeEntries> {
    const format = formatOf(await startOf(path, 4096));
    if (format === 'ext') return readExt(path, path);
    if (format === 'squashfs') return readSquashfs(path, path, scratch, context);
    if (format === 'tar') return readTarball(path, path);
    throw new UmlRunError(
      'rootfs-invalid',
      `rootfs "${text}" is ${format}; expected a folder, a tarball (.tar, .tar.gz, .tar.xz, .tar.zst), an ext2, ext3, ext4 or squashfs image`,
    );
  }
}
