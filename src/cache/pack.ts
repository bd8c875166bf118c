import { appendFile, open, truncate } from 'node:fs/promises';
import { digestOfFile } from '../fs/digest.ts';
import { run, type ToolOptions, tool } from '../host/run-tool.ts';

/**
 * Up to this many bytes, zstd takes the seconds for its best: a kernel that was built is a fifth smaller for it. One of the
 * distribution, of which a run may save several, has more.
 */
const small = 11 << 20;

/** Characters of a digest. */
const digestLength = 64;

/**
 * Packs a folder into one compressed file: tar, with zstd where this machine has it, else gzip; and after that the
 * digest of it.
 * @param bytes in the folder's files together
 */
export async function pack(folder: string, file: string, bytes: number, options: ToolOptions): Promise<void> {
  const zstd = bytes <= small ? 'zstd -T0 -19' : 'zstd -T0';
  const compressor = (await run('zstd', ['--version'], options)).ok ? zstd : 'gzip';
  const args = ['--sort=name', '--numeric-owner', '--owner=0', '--group=0', '--use-compress-program', compressor];
  await tool('tar', ['--create', ...args, '--file', file, '--directory', folder, '.'], options);
  await appendFile(file, await digestOfFile(file));
}

/**
 * Unpacks a file that `pack` made into a folder that exists. tar knows the compression by the file's first bytes.
 * @throws Error when it is not what `pack` made
 */
export async function unpack(file: string, folder: string, options: ToolOptions): Promise<void> {
  const digest = await cutDigest(file);
  if ((await digestOfFile(file)) !== digest) throw new Error('its digest does not match');
  const args = ['--same-permissions', '--no-same-owner', '--file', file, '--directory', folder];
  await tool('tar', ['--extract', ...args], options);
  // Another remote may get it.
  await appendFile(file, digest);
}

async function cutDigest(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const rest = size - digestLength;
    if (rest < 0) throw new Error(`it has ${size} bytes`);
    const { buffer } = await handle.read(Buffer.alloc(digestLength), 0, digestLength, rest);
    await truncate(file, rest);
    return buffer.toString('latin1');
  } finally {
    await handle.close();
  }
}
