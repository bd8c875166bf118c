import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { lastLines } from '../../host/run-tool.ts';
import { errnoOf, messageOf, UmlRunError } from '../../model/errors.ts';

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
 * @throws UmlRunError `rootfs-invalid` when they are truncated or damaged, `tool-missing` when the tool cannot be started
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

async function* through({ tool, from }: { tool: string; from: string }, path: string, what: string) {
  const child = spawn(tool, ['-d', '-c', '--', path], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes).slice(-2000);
  });
  const ended = once(child, 'close').catch((cause: unknown) => {
    const fix = errnoOf(cause) === 'ENOENT' ? `: install it (apt-get install ${from})` : `: ${messageOf(cause)}`;
    throw new UmlRunError('tool-missing', `${what} needs ${tool}, which cannot be started${fix}`, { cause });
  });
  // Awaited below; until then its failure is nobody's surprise.
  ended.catch(() => undefined);
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const [code] = await ended;
    if (code === 0) return;
    const how = /unexpected end|premature|truncated|incomplete/i.test(said) ? 'is truncated' : 'is damaged';
    throw new UmlRunError('rootfs-invalid', `${what} ${how}: ${tool} says ${lastLines(said)}`);
  } finally {
    child.kill();
  }
}
