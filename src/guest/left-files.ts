import { closeSync, fstatSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ExtImage } from '../rootfs/ext/ext-image.ts';
import { openReplayed } from '../rootfs/ext/replayed.ts';
import { walkExt } from '../rootfs/ext/walk-ext.ts';
import { bytesTakenBy, type Disk } from './disks.ts';
import { type Missed, openOwn, pathOf, tooMany, walkFolder } from './walk-folder.ts';

/** Where tests of one guest leave files. */
export interface Places {
  /** What tests that are not root write to instead of their folders, if their kernel can. */
  disk?: Disk;
  /** The folder of a test, by its number from 0: an absolute path of the host. */
  placeOf(test: number): string;
  /** What hostfs knows that folder by; the last name is that of the test's folder on the disk. */
  pathOf(test: number): string;
}

/** Something that a test left. */
export interface Left {
  name: Buffer;
  kind: 'file' | 'folder' | 'symlink' | 'other';
  /** In bytes, with what holes look like. */
  size: number;
  /** How many folders it lies in. */
  depth: number;
  /** Of a file, until the next one is asked for. */
  copyTo(path: string): Promise<void>;
}

/**
 * The disk of a guest that is gone, as its journal says; to be closed. Undefined where nothing was written to it, as by a
 * kernel that does not know it.
 * @throws UmlRunError `rootfs-invalid` when it is damaged
 */
export async function openDisk({ disk }: Places): Promise<ExtImage | undefined> {
  return disk && bytesTakenBy(disk) > 0 ? openReplayed(disk.path, 'the disk of artifacts') : undefined;
}

/**
 * What a test left, in its folder and on the disk, each folder before what is in it. Of each place, no more is looked at
 * than so many entries.
 */
export async function* leftFiles(
  places: Places,
  disk: ExtImage | undefined,
  test: number,
  most: number,
  missed: Missed,
): AsyncGenerator<Left> {
  yield* leftInFolder(places.placeOf(test), most, missed);
  if (disk) yield* leftOnDisk(disk, basename(places.pathOf(test)), most, missed);
}

function* leftInFolder(place: string, most: number, missed: Missed): Generator<Left> {
  for (const { name, path, stats, depth } of walkFolder(place, most, missed)) {
    const kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
    yield { name, kind, size: stats.size, depth, copyTo: (target) => copyOwn(path, target) };
  }
}

async function copyOwn(source: Buffer, target: string): Promise<void> {
  const file = openOwn(source);
  try {
    // It may have been exchanged meanwhile.
    if (!fstatSync(file).isFile()) throw new Error('it is not a regular file');
    await copyFile(pathOf(file), target);
  } finally {
    closeSync(file);
  }
}

/** Whatever the guest has made of it. */
async function* leftOnDisk(disk: ExtImage, folder: string, most: number, missed: Missed): AsyncGenerator<Left> {
  let seen = 0;
  for await (const { name, kind, size, depth, content } of walkExt(disk, folder, missed)) {
    if (seen++ === most) return missed(tooMany);
    yield { name, kind, size, depth, copyTo: (target) => writeFile(target, content()) };
  }
}
