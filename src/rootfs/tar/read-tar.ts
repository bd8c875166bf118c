import { blockSize, type Header, parseHeader } from '../../fs/tar-header.ts';
import { UmlRunError } from '../../model/errors.ts';
import { nameFrom, quoted, type TreeEntries, type TreeEntry } from '../tree/tree-entry.ts';
import { ByteReader } from './byte-reader.ts';
import { parsePax } from './pax.ts';

/** The longest extra header of a member, which holds long names and the like. */
const maxWords = 1 << 20;

/** Links, folders and devices have no content, whatever their header says. */
const headerOnly = '123456';

const types: Record<string, TreeEntry['type']> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'folder',
};

/**
 * Reads a tar archive: ustar, pax, GNU's long names, and the plain one of old. It is read to its very end, so
 * that a decompressor gets to check its checksum.
 *
 * @param what for messages
 * @throws UmlRunError `rootfs-invalid` when it is truncated, damaged or not a tar archive
 */
export async function* readTar(source: AsyncIterable<Buffer>, what: string): TreeEntries {
  const reader = new ByteReader(source);
  try {
    let known = new Map<string, Buffer>();
    for (let first = true; ; first = false) {
      const block = await reader.read(blockSize);
      if (block.length < blockSize) throw broken(what, first && block.length === 0 ? 'empty' : 'truncated');
      if (block.every((byte) => byte === 0)) break;
      const header = parseHeader(block);
      if (!header || !Number.isSafeInteger(header.size))
        throw broken(what, first ? 'not a tar archive' : 'damaged: a member of the tar archive has no valid header');
      const more = await moreOf(header, reader, what);
      if (more) {
        known = new Map([...known, ...more]);
        continue;
      }
      const entry = entryOf(header, known, what);
      known = new Map();
      const stored = headerOnly.includes(header.type) ? 0 : entry.size;
      let unread = padded(stored);
      const content = async function* () {
        let left = stored;
        for await (const piece of reader.pieces(unread)) {
          unread -= piece.length;
          if (left > 0) yield piece.subarray(0, left);
          left -= piece.length;
        }
        if (unread > 0) throw broken(what, 'truncated');
      };
      yield { ...entry, content };
      for await (const piece of reader.pieces(unread)) unread -= piece.length;
      if (unread > 0) throw broken(what, 'truncated');
    }
    while ((await reader.read(1 << 16)).length > 0);
  } finally {
    await reader.close();
  }
}

const padded = (size: number) => Math.ceil(size / blockSize) * blockSize;

/** @returns what an extra header says about the next member; undefined for the header of a member */
async function moreOf({ type, size }: Header, reader: ByteReader, what: string) {
  if (!'xgLK'.includes(type)) return undefined;
  if (size > maxWords) throw broken(what, `damaged: it has a name of ${size} bytes`);
  const bytes = Buffer.from((await reader.read(padded(size))).subarray(0, size));
  if (bytes.length < size) throw broken(what, 'truncated');
  if (type === 'g') return new Map<string, Buffer>();
  if (type !== 'x') return new Map([[type === 'L' ? 'path' : 'linkpath', bytes.subarray(0, endOf(bytes))]]);
  const records = parsePax(bytes);
  if (!records) throw broken(what, 'damaged: it has an invalid extended header');
  return records;
}

function endOf(bytes: Buffer): number {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes.length : end;
}

function entryOf(header: Header, known: Map<string, Buffer>, what: string): Omit<TreeEntry, 'content'> {
  const name = nameFrom(known.get('path') ?? header.name);
  // Sparse files are in pieces that only GNU tar can put together.
  if (header.type === 'S' || known.has('GNU.sparse.major') || known.has('GNU.sparse.map'))
    throw new UmlRunError(
      'rootfs-invalid',
      `${what} has the sparse file ${quoted(name ?? '')}, which uml-run cannot read: create the archive without --sparse`,
    );
  const type = header.type === '0' && name?.endsWith('/') ? 'folder' : (types[header.type] ?? 'other');
  const size = Number(known.get('size') ?? header.size);
  if (!Number.isSafeInteger(size) || size < 0) throw broken(what, 'damaged: a member has no valid size');
  return {
    name,
    type,
    mode: header.mode,
    size,
    modified: Math.max(0, Number(known.get('mtime') ?? header.modified) || 0),
    target: (known.get('linkpath') ?? header.target).toString('utf8'),
  };
}

function broken(what: string, how: string): UmlRunError {
  return new UmlRunError('rootfs-invalid', `${what} is ${how}`);
}
