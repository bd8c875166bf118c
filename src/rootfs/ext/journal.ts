import type { ExtImage } from './ext-image.ts';
import { contentOf, damaged, readInode } from './inode.ts';

/**
 * What the journal of a file system that was not unmounted says, as far as it goes without optional features but
 * revocation (`fs/jbd2` in the kernel). All numbers in it are big-endian.
 */
const magic = 0xc03b3998;
const kinds = { descriptor: 1, commit: 2, revocation: 5 };
const headerSize = 12;
const revocationFeature = 0x1;
const tagFlags = { escaped: 0x1, sameUuid: 0x2, last: 0x8 };
const journalInode = 8;
/** Bytes: many times of what a guest's disk has. */
const maxJournal = 128 << 20;

/** A block that is to be written, in the order of the journal. */
interface Write {
  sequence: number;
  block: number;
  bytes: Buffer;
}

/**
 * @returns the blocks that have another content than the image has in their places, by number
 * @throws UmlRunError `rootfs-invalid` when the journal is damaged, or uses a feature that cannot be read
 */
export async function replayJournal(image: ExtImage): Promise<Map<number, Buffer>> {
  const { blockSize, what } = image;
  const inode = await readInode(image, journalInode);
  if (inode.size > maxJournal) throw damaged(what, 'its journal is too large');
  const pieces: Buffer[] = [];
  for await (const piece of contentOf(image, inode)) pieces.push(piece);
  const journal = Buffer.concat(pieces);
  const length = Math.floor(journal.length / blockSize);
  if (length < 2 || journal.readUInt32BE(0) !== magic || journal.readUInt32BE(12) !== blockSize)
    throw damaged(what, 'its journal is not valid');
  if (journal.readUInt32BE(40) & ~revocationFeature)
    throw damaged(what, 'its journal has features that cannot be read');
  const first = journal.readUInt32BE(20);
  const end = Math.min(length, journal.readUInt32BE(16));
  const start = journal.readUInt32BE(28);
  if (start === 0) return new Map();
  if (first < 1 || start < first || start >= end) throw damaged(what, 'its journal is not valid');
  return committed();

  function committed(): Map<number, Buffer> {
    const writes: Write[] = [];
    const revoked = new Map<number, number>();
    let pending = { writes: [] as Write[], revoked: [] as number[] };
    let sequence = journal.readUInt32BE(24);
    // Each block is looked at once at most: it may be a ring without an end.
    for (let at = start, left = end - first; left > 0; ) {
      const record = blockAt(at);
      if (record.readUInt32BE(0) !== magic || record.readUInt32BE(8) !== sequence) break;
      const kind = record.readUInt32BE(4);
      [at, left] = [after(at), left - 1];
      if (kind === kinds.descriptor)
        for (const tag of tagsIn(record)) {
          pending.writes.push({ sequence, block: tag.block, bytes: unescaped(blockAt(at), tag.isEscaped) });
          [at, left] = [after(at), left - 1];
        }
      else if (kind === kinds.revocation) pending.revoked.push(...revokedIn(record));
      else if (kind === kinds.commit) {
        writes.push(...pending.writes);
        for (const block of pending.revoked) revoked.set(block, sequence);
        pending = { writes: [], revoked: [] };
        sequence = (sequence + 1) >>> 0;
      } else break;
    }
    const last = writes.filter(({ block, sequence }) => sequence > (revoked.get(block) ?? -1));
    return new Map(last.map(({ block, bytes }) => [block, bytes]));
  }

  function blockAt(number: number): Buffer {
    return journal.subarray(number * blockSize, (number + 1) * blockSize);
  }

  function after(number: number): number {
    return number + 1 < end ? number + 1 : first;
  }
}

function* tagsIn(record: Buffer): Generator<{ block: number; isEscaped: boolean }> {
  for (let at = headerSize; at + 8 <= record.length; ) {
    const flags = record.readUInt16BE(at + 6);
    yield { block: record.readUInt32BE(at), isEscaped: (flags & tagFlags.escaped) !== 0 };
    if (flags & tagFlags.last) return;
    at += flags & tagFlags.sameUuid ? 8 : 24;
  }
}

function* revokedIn(record: Buffer): Generator<number> {
  const end = Math.min(record.length, record.readUInt32BE(headerSize));
  for (let at = headerSize + 4; at + 4 <= end; at += 4) yield record.readUInt32BE(at);
}

/** A block that begins like a record has zeros there instead. */
function unescaped(block: Buffer, isEscaped: boolean): Buffer {
  if (!isEscaped) return block;
  const copy = Buffer.from(block);
  copy.writeUInt32BE(magic, 0);
  return copy;
}
