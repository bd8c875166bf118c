import { run, type ToolOptions, tool } from '../host/run-tool.ts';

/** Up to this many bytes, zstd takes the seconds for its best: a kernel that was built is a fifth smaller for it. */
const small = 64 << 20;

/**
 * Packs a folder into one compressed file: tar, with zstd where this machine has it, else gzip.
 * @param bytes in the folder's files together
 */
export async function pack(folder: string, file: string, bytes: number, options: ToolOptions): Promise<void> {
  const zstd = bytes <= small ? 'zstd -T0 -19' : 'zstd -T0';
  const compressor = (await run('zstd', ['--version'], options)).ok ? zstd : 'gzip';
  const args = ['--sort=name', '--numeric-owner', '--owner=0', '--group=0', '--use-compress-program', compressor];
  await tool('tar', ['--create', ...args, '--file', file, '--directory', folder, '.'], options);
}

/**
 * Unpacks a file that `pack` made into a folder that exists. tar knows the compression by the file's first bytes.
 * @throws UmlRunError `tool-failed` when it is damaged
 */
export async function unpack(file: string, folder: string, options: ToolOptions): Promise<void> {
  const args = ['--same-permissions', '--no-same-owner', '--file', file, '--directory', folder];
  await tool('tar', ['--extract', ...args], options);
}
