import { UmlRunError } from '../../model/errors.ts';
import type { ExtImage } from './ext-image.ts';

export interface Inode {
  number: number;
  mode: number;
  size: number;
  modified: number;
  links: number;
  flags: number;
  /** `i_block`: where its blocks are, or what a short link says, or a small file's content. */
  blocks: Buffer;
  /** All of it, for what is stored inside. */
  bytes: Buffer;
}

export const usesExtents = 0x80000;
export const isInline = 0x10000000;

export async function readInode(image: ExtImage, number: number): Promise<Inode> {
  const bytes = await image.read(await image.inodeAt(number), image.inodeSize);
  const mode = bytes.readUInt16LE(0);
  return {
    number,
    mode,
    size: bytes.readUInt32LE(4) + (kindOf(mode) === 'file' ? bytes.readUInt32LE(108) * 2 ** 32 : 0),
    modified: bytes.readUInt32LE(16),
    links: bytes.readUInt16LE(26),
    flags: bytes.readUInt32LE(32),
    blocks: bytes.subarray(40, 100),
    bytes,
  };
}

export function kindOf(mode: number): 'file' | 'folder' | 'symlink' | 'other' {
  const kinds: Record<number, 'file' | 'folder' | 'symlink'> = { 8: 'file', 4: 'folder', 10: 'symlink' };
  return kinds[mode >> 12] ?? 'other';
}

/** A run of a file's bytes: where it is in the image, or undefined for a hole. */
interface Run {
  at: number | undefined;
  length: number;
}

/** An inode's content, in pieces of at most a megabyte. */
export async function* contentOf(image: ExtImage, inode: Inode): AsyncGenerator<Buffer> {
  const most = 1 << 20;
  let left = inode.size;
  if (inode.flags & isInline) {
    const stored = inlineContent(image, inode).subarray(0, left);
    yield stored;
    left -= stored.length;
  }
  for await (const run of inode.flags & isInline ? [] : runsOf(image, inode)) {
    for (let done = 0; done < run.length && left > 0; ) {
      const length = Math.min(most, run.length - done, left);
      yield run.at === undefined ? Buffer.alloc(length) : await image.read(run.at + done, length);
      done += length;
      left -= length;
    }
    if (left === 0) return;
  }
  for (; left > 0; left -= Math.min(most, left)) yield Buffer.alloc(Math.min(most, left));
}

function runsOf(image: ExtImage, inode: Inode): AsyncIterable<Run> {
  return inode.flags & usesExtents ? extentRuns(image, inode) : blockRuns(image, inode);
}

/**
 * The first 60 bytes are where the blocks would be, the rest in the extended attribute `system.data`. What a file that
 * was made longer lacks there are zeros.
 */
function inlineContent({ what }: ExtImage, { size, blocks, bytes }: Inode): Buffer {
  if (size <= blocks.length) return blocks.subarray(0, size);
  const start = bytes.length > 128 ? 128 + bytes.readUInt16LE(128) : 128;
  // Entries follow the four bytes of a magic number; values are counted from the first entry.
  for (let at = start + 4; at + 16 <= bytes.length && bytes.readUInt32LE(at) !== 0; ) {
    const nameLength = bytes.readUInt8(at);
    const name = bytes.toString('latin1', at + 16, at + 16 + nameLength);
    const value = start + 4 + bytes.readUInt16LE(at + 2);
    if (bytes[at + 1] === 7 && name === 'data')
      return Buffer.concat([blocks, bytes.subarray(value, value + bytes.readUInt32LE(at + 8))]);
    at += 16 + Math.ceil(nameLength / 4) * 4;
  }
  throw damaged(what, 'the content of a small file is missing');
}

async function* extentRuns(image: ExtImage, { blocks }: Inode): AsyncGenerator<Run> {
  const { blockSize, what } = image;
  let next = 0;
  yield* walk(blocks, 5);

  async function* walk(node: Buffer, deepest: number): AsyncGenerator<Run> {
    const [magic, count, depth] = [node.readUInt16LE(0), node.readUInt16LE(2), node.readUInt16LE(6)];
    // One without entries leads nowhere: there is no end to how many of them a tree can have.
    const isEmpty = count === 0 && (depth > 0 || node !== blocks);
    if (magic !== 0xf30a || depth > deepest || 12 + count * 12 > node.length || isEmpty)
      throw damaged(what, 'its extents are not valid');
    for (let at = 12; at < 12 + count * 12; at += 12) {
      if (depth > 0) {
        const block = node.readUInt32LE(at + 4) + node.readUInt16LE(at + 8) * 2 ** 32;
        yield* walk(await image.read(block * blockSize, blockSize), depth - 1);
        continue;
      }
      const first = node.readUInt32LE(at);
      const length = node.readUInt16LE(at + 4);
      const block = node.readUInt32LE(at + 8) + node.readUInt16LE(at + 6) * 2 ** 32;
      // More than this means blocks that were set aside and never written: they read as zeros.
      const isWritten = length <= 32768;
      const blocksHere = isWritten ? length : length - 32768;
      if (blocksHere === 0) throw damaged(what, 'its extents are not valid');
      if (first < next) throw damaged(what, 'extents overlap');
      if (first > next) yield { at: undefined, length: (first - next) * blockSize };
      yield { at: isWritten ? block * blockSize : undefined, length: blocksHere * blockSize };
      next = first + blocksHere;
    }
  }
}

/** Twelve blocks, then a block of blocks, then one of such, then one of those. */
async function* blockRuns(image: ExtImage, { blocks, size }: Inode): AsyncGenerator<Run> {
  const { blockSize } = image;
  const each = blockSize / 4;
  let left = Math.ceil(size / blockSize);
  for (let at = 0; at < 15 && left > 0; at++) yield* below(blocks.readUInt32LE(at * 4), Math.max(0, at - 11));

  async function* below(block: number, depth: number): AsyncGenerator<Run> {
    const count = Math.min(left, each ** depth);
    if (block === 0 || depth === 0) {
      left -= count;
      yield { at: block === 0 ? undefined : block * blockSize, length: count * blockSize };
      return;
    }
    const pointers = await image.read(block * blockSize, blockSize);
    for (let at = 0; at < each && left > 0; at++) yield* below(pointers.readUInt32LE(at * 4), depth - 1);
  }
}

export function damaged(what: string, how: string): UmlRunError {
  return new UmlRunError('rootfs-invalid', `${what} is damaged: ${how}`);
}
