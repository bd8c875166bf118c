import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { errnoOf, messageOf, UmlRunError } from '../../model/errors.ts';
import { toolOutput } from '../tool-output.ts';

/** Compressions by a file's first bytes, and the package whose tool undoes them where Node does not. */
const compressions = [
  { magic: Buffer.from([0x1f, 0x8b]), tool: 'gzip', from: '' },
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), tool: 'xz', from: 'xz-utils' },
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), tool: 'zstd', from: 'zstd' },
  { magic: Buffer.from('BZh'), tool: 'bzip2', from: 'bzip2' },
] as const;

/** @param start the file's first bytes, at least six */
export function compressionOf(start: Buffer): (typeof compressions)[number] | undefined {
  return compressions.find(({ magic }) => start.subarray(0, magic.length).equals(magic));
}

/**
 * A file's bytes, decompressed where they are compressed.
 * @param start its first bytes
 * @throws UmlRunError `rootfs-invalid` when they are truncated or damaged, `tool-missing` when the tool cannot be
 * started
 */
export function decompressed(path: string, start: Buffer, what: string): AsyncIterable<Buffer> {
  const compression = compressionOf(start);
  if (!compression) return createReadStream(path, { highWaterMark: 1 << 18 });
  return compression.tool === 'gzip' ? gunzipped(path, what) : through(compression, path, what);
}

async function* gunzipped(path: string, what: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const gunzip = createGunzip({ chunkSize: 1 << 17 });
  file.on('error', (error) => gunzip.destroy(error));
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (cause) {
    const code = errnoOf(cause);
    if (!code?.startsWith('Z_')) throw cause;
    const how = code === 'Z_BUF_ERROR' ? 'is truncated' : `is damaged: gzip says ${messageOf(cause)}`;
    throw new UmlRunError('rootfs-invalid', `${what} ${how}`, { cause });
  } finally {
    file.destroy();
  }
}

function through({ tool, from }: { tool: string; from: string }, path: string, what: string): AsyncIterable<Buffer> {
  return toolOutput({
    command: tool,
    args: ['-d', '-c', '--', path],
    unstartable(cause) {
      const fix = errnoOf(cause) === 'ENOENT' ? `: install it (apt-get install ${from})` : `: ${messageOf(cause)}`;
      return new UmlRunError('tool-missing', `${what} needs ${tool}, which cannot be started${fix}`, { cause });
    },
    failed(stderr) {
      const how = /unexpected end|premature|truncated|incomplete/i.test(stderr) ? 'is truncated' : 'is damaged';
      return new UmlRunError('rootfs-invalid', `${what} ${how}: ${tool} says ${stderr}`);
    },
  });
}
