import { open } from 'node:fs/promises';
import type { TreeEntries } from '../tree/tree-entry.ts';
import { decompressed } from './decompress.ts';
import { readTar } from './read-tar.ts';

/**
 * What a tarball holds: `.tar`, and that compressed with gzip, xz, zstd or bzip2, by its content and not by its name.
 * @param what for messages
 */
export async function readTarball(path: string, what: string): Promise<TreeEntries> {
  return readTar(decompressed(path, await startOf(path, 8), what), what);
}

/** @returns the first bytes of a file, zeros where it is shorter */
export async function startOf(path: string, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer;
  } finally {
    await file.close();
  }
}
