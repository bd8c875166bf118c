/**
 * What a store has, as files: each is a gzipped tar of regular files with names that are known beforehand. It is written
 * the same wherever the same files are packed, and read with no tolerance: what is not as it is written here is refused.
 */
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { blockSize, formatHeader, parseHeader } from '../../fs/tar-header.ts';
import { errnoOf, messageOf, UmlRunError } from '../../model/errors.ts';

/** What an archive holds, by path. */
export type StoreFiles = ReadonlyMap<string, Buffer>;

/** Bytes that the files of an archive may take together: more than any kernel's modules do. */
const maxUnpacked = 512 * 2 ** 20;

const maxFiles = 10_000;

/** What an archive is of, and the names that its files can have. */
const expected = {
  kernel: /^(?:linux\.uml|kernel\.json|config|lib\/\w[\w.+-]*|modules(?:\/\w[\w.+,@=~-]*)+)$/,
  busybox: /^(?:busybox|copyright|GPL-2|LGPL-2\.1|SOURCE)$/,
};

export type ArchiveKind = keyof typeof expected;

/** The permissions of a file of an archive: only what is run can be. */
export function modeOf(path: string): number {
  return ['linux.uml', 'busybox'].includes(path) || path.startsWith('lib/') ? 0o755 : 0o644;
}

/** @throws Error for a path that an archive of that kind cannot have */
export async function packFiles(files: StoreFiles, kind: ArchiveKind = 'kernel'): Promise<Buffer> {
  const paths = [...files.keys()].sort();
  const pieces = paths.flatMap((path) => {
    const content = files.get(path) ?? Buffer.alloc(0);
    const header = expected[kind].test(path) ? formatHeader(path, modeOf(path), content.length) : undefined;
    if (!header) throw new Error(`"${path}" has no place in an archive of a store`);
    return [header, content, Buffer.alloc(paddingOf(content.length))];
  });
  return promisify(gzip)(Buffer.concat([...pieces, Buffer.alloc(2 * blockSize)]), {
    level: constants.Z_BEST_COMPRESSION,
  });
}

/**
 * @param name of the archive, for messages
 * @param most bytes that its files may take together
 * @throws UmlRunError `download-untrusted` for whatever `packFiles` does not write
 */
export async function readFiles(
  archive: Buffer,
  name: string,
  kind: ArchiveKind = 'kernel',
  most = maxUnpacked,
): Promise<StoreFiles> {
  const bytes = await unpacked(archive, name, most);
  const files = new Map<string, Buffer>();
  for (let at = 0; ; ) {
    const block = bytes.subarray(at, at + blockSize);
    if (block.length < blockSize) throw untrusted(name, 'is truncated');
    if (isZero(block)) {
      if (bytes.length - at !== 2 * blockSize || !isZero(bytes.subarray(at)))
        throw untrusted(name, 'has something behind its end');
      requireTree(files, name);
      return files;
    }
    const { path, size } = readHeader(block, name, kind);
    const content = bytes.subarray(at + blockSize, at + blockSize + size);
    if (content.length < size) throw untrusted(name, 'is truncated');
    if (files.has(path)) throw untrusted(name, `has ${shown(path)} twice`);
    if (files.size === maxFiles) throw untrusted(name, `has more than ${maxFiles} files`);
    files.set(path, content);
    at += blockSize + size + paddingOf(size);
  }
}

/** A name is a file's or a folder's. */
function requireTree(files: StoreFiles, name: string): void {
  for (const path of files.keys())
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder))
      if (files.has(folder)) throw untrusted(name, `has ${shown(folder)} as a file and as a folder`);
}

function readHeader(block: Buffer, name: string, kind: ArchiveKind): { path: string; size: number } {
  const header = parseHeader(block);
  if (!header || !Number.isSafeInteger(header.size) || header.size < 0) throw untrusted(name, 'has a damaged header');
  const path = header.name.toString('latin1');
  if (header.type !== '0') throw untrusted(name, `has ${shown(path)}, which is not a regular file`);
  if (!expected[kind].test(path)) throw untrusted(name, `has the file ${shown(path)}, which does not belong there`);
  return { path, size: header.size };
}

async function unpacked(archive: Buffer, name: string, most: number): Promise<Buffer> {
  try {
    // In small pieces, as it would by itself, it takes twice as long.
    return await promisify(gunzip)(archive, { maxOutputLength: most, chunkSize: 1 << 20 });
  } catch (cause) {
    if (errnoOf(cause) === 'ERR_BUFFER_TOO_LARGE')
      throw untrusted(name, `takes more than ${most / 2 ** 20} MB when it is unpacked`);
    throw untrusted(name, `is not what gzip made: ${messageOf(cause)}`);
  }
}

const paddingOf = (size: number) => (blockSize - (size % blockSize)) % blockSize;

const isZero = (bytes: Buffer) => bytes.every((byte) => byte === 0);

const shown = (path: string) => JSON.stringify(path.slice(0, 100));

/** @param name of a file of a store */
export function untrusted(name: string, how: string): UmlRunError {
  return new UmlRunError('download-untrusted', `"${name}" ${how}: it is not used`);
}
