import { type FileHandle, open } from 'node:fs/promises';
import { UmlRunError } from '../../model/errors.ts';

/**
 * An ext2, ext3 or ext4 file system in a file, as far as reading it takes (Documentation/filesystems/ext4 in the
 * kernel).
 */
export interface ExtImage {
  blockSize: number;
  inodeCount: number;
  /** @throws UmlRunError `rootfs-invalid` when the file ends before that */
  read(offset: number, length: number): Promise<Buffer>;
  /** Byte offset of an inode. */
  inodeAt(number: number): Promise<number>;
  inodeSize: number;
  what: string;
  close(): Promise<void>;
}

const unreplayed = 0x4;
/** Features by which files are stored in another way; all others are about speed, safety and limits. */
const incompatible: [number, string][] = [
  [0x1, 'compressed files'],
  [unreplayed, 'a journal that was not replayed, because it was not unmounted: replay it with e2fsck -p'],
  [0x8, 'nothing but a journal in it'],
  [0x10000, 'encrypted files'],
];
const metaBlockGroups = 0x10;
const is64Bit = 0x80;

/**
 * @param isReplayed the caller reads the journal
 * @throws UmlRunError `rootfs-invalid` when it is damaged or uses a feature that cannot be read
 */
export async function openExt(path: string, what: string, { isReplayed = false } = {}): Promise<ExtImage> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = (offset: number, length: number) => readFrom({ file, size, what }, offset, length);
    const superblock = await read(1024, 1024);
    const features = superblock.readUInt32LE(96);
    const refused = isReplayed ? features & ~unreplayed : features;
    const problem = incompatible.find(([bit]) => refused & bit);
    if (problem) throw new UmlRunError('rootfs-invalid', `${what} is an ext file system with ${problem[1]}`);
    const shift = superblock.readUInt32LE(24);
    const [inodeCount, perGroup] = [superblock.readUInt32LE(0), superblock.readUInt32LE(40)];
    const inodeSize = superblock.readUInt32LE(76) === 0 ? 128 : superblock.readUInt16LE(88);
    const wide = (features & is64Bit) !== 0;
    const descriptorSize = wide ? Math.max(64, superblock.readUInt16LE(254)) : 32;
    const sizes = [inodeSize / 128, descriptorSize / 32];
    const fit =
      shift <= 6 &&
      sizes.every((size) => Number.isInteger(Math.log2(size))) &&
      Math.max(inodeSize, descriptorSize) <= 1024 << shift;
    if (perGroup === 0 || !fit)
      throw new UmlRunError('rootfs-invalid', `${what} is damaged: its superblock is not valid`);
    const blockSize = 1024 << shift;
    const firstBlock = superblock.readUInt32LE(20);
    const descriptorOf = (group: number) => {
      if (!(features & metaBlockGroups)) return (firstBlock + 1) * blockSize + group * descriptorSize;
      return metaDescriptorOf(group, superblock, { blockSize, descriptorSize, firstBlock });
    };
    const inodeAt = async (number: number) => {
      if (number < 1 || number > inodeCount)
        throw new UmlRunError('rootfs-invalid', `${what} is damaged: it refers to inode ${number} of ${inodeCount}`);
      const descriptor = await read(descriptorOf(Math.floor((number - 1) / perGroup)), descriptorSize);
      const table = descriptor.readUInt32LE(8) + (wide ? descriptor.readUInt32LE(40) * 2 ** 32 : 0);
      return table * blockSize + ((number - 1) % perGroup) * inodeSize;
    };
    return { blockSize, inodeCount, inodeSize, what, read, inodeAt, close: () => file.close() };
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

/** With meta block groups, the descriptors of a few groups lie in the first of these groups. */
function metaDescriptorOf(
  group: number,
  superblock: Buffer,
  { blockSize, descriptorSize, firstBlock }: { blockSize: number; descriptorSize: number; firstBlock: number },
): number {
  const perBlock = blockSize / descriptorSize;
  const meta = Math.floor(group / perBlock);
  const within = (group % perBlock) * descriptorSize;
  if (meta < superblock.readUInt32LE(260)) return (firstBlock + 1 + meta) * blockSize + within;
  const first = meta * perBlock;
  const hasSuperblock = first <= 1 || [3, 5, 7].some((base) => isPower(first, base));
  const start = firstBlock + first * superblock.readUInt32LE(32);
  return (start + (hasSuperblock ? 1 : 0)) * blockSize + within;
}

function isPower(value: number, base: number): boolean {
  let power = base;
  while (power < value) power *= base;
  return power === value;
}

interface ImageFile {
  file: FileHandle;
  size: number;
  what: string;
}

/** A damaged image refers to any place; one that Node cannot count to is beyond the end as well. */
async function readFrom({ file, size, what }: ImageFile, offset: number, length: number): Promise<Buffer> {
  if (offset + length <= size) {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, offset);
    if (bytesRead === length) return buffer;
  }
  throw new UmlRunError(
    'rootfs-invalid',
    `${what} is truncated: it ends at byte ${size}, and refers to byte ${offset}`,
  );
}
