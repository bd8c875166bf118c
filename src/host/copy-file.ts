import { constants, type Stats } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { lastLines, noRoomWords, run } from './run-tool.ts';

/** Bytes that a file has to take less than its size for its holes to be kept: a process for each costs time. */
const minHoles = 1 << 20;

type Size = Pick<Stats, 'size' | 'blocks'>;

/** Bytes that a copy of a regular file takes on a disk, about. */
export function bytesOfCopy({ size, blocks }: Size): number {
  return hasHoles({ size, blocks }) ? blocks * 512 : size;
}

/**
 * Copies a regular file: its holes stay holes where this machine has `cp` and both paths are UTF-8, and where the disk can
 * share the bytes of two files, it does.
 * @param stats the source's
 * @throws the system's error, or one with its code where that is ENOSPC
 */
export async function copyRegular(source: string | Buffer, target: string | Buffer, stats: Size): Promise<void> {
  const words = [String(source), String(target)];
  const isUtf8 = !words.some((word) => word.includes('\ufffd'));
  if (!hasHoles(stats) || !isUtf8) return copyFile(source, target, constants.COPYFILE_FICLONE);
  // Node cannot find holes, and would read through all of them.
  const { ok, missing, stderr } = await run('cp', ['--', ...words]);
  if (ok) return;
  if (missing) return copyFile(source, target, constants.COPYFILE_FICLONE);
  const error: NodeJS.ErrnoException = new Error(lastLines(stderr));
  if (noRoomWords.test(stderr)) error.code = 'ENOSPC';
  throw error;
}

function hasHoles({ size, blocks }: Size): boolean {
  return size - blocks * 512 >= minHoles;
}
