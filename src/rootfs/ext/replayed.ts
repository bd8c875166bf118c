import { type ExtImage, openExt } from './ext-image.ts';
import { replayJournal } from './journal.ts';

/**
 * An image that need not have been unmounted: it reads as if its journal had been replayed, and stays as it is.
 * @throws UmlRunError `rootfs-invalid` when it is damaged or uses a feature that cannot be read
 */
export async function openReplayed(path: string, what: string): Promise<ExtImage> {
  const image = await openExt(path, what, { isReplayed: true });
  try {
    const newer = await replayJournal(image);
    return { ...image, read: (offset, length) => readNewer(image, newer, offset, length) };
  } catch (cause) {
    await image.close();
    throw cause;
  }
}

async function readNewer(image: ExtImage, newer: Map<number, Buffer>, offset: number, length: number): Promise<Buffer> {
  const { blockSize } = image;
  const bytes = await image.read(offset, length);
  for (let block = Math.floor(offset / blockSize); block * blockSize < offset + length; block++) {
    const start = block * blockSize;
    // What does not fit, at either end, is not copied.
    newer.get(block)?.copy(bytes, Math.max(0, start - offset), Math.max(0, offset - start));
  }
  return bytes;
}
