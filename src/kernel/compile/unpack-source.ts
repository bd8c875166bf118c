/** Unpacks a source tarball that may be truncated, hostile or no tarball at all. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readlink, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { execa } from 'execa';
import { noRoomWords } from '../../host/run-tool.ts';
import { type ErrorCode, UmlRunError } from '../../model/errors.ts';

/** By what tar says: what it means for the user. */
const meanings: { pattern: RegExp; meaning: string; code: ErrorCode }[] = [
  {
    pattern: noRoomWords,
    meaning: 'does not fit on the disk: the sources of a kernel take about 2 GB',
    code: 'disk-full',
  },
  {
    pattern: /^tar: (xz|gzip|bzip2|zstd): Cannot exec/m,
    meaning: 'needs a tool to decompress it; install: sudo apt-get install xz-utils gzip bzip2 zstd',
    code: 'tool-missing',
  },
  {
    pattern: /^tar: .*: Cannot open: /m,
    meaning: 'cannot be opened: no such file, or not yours to read',
    code: 'file-unreadable',
  },
  {
    pattern: /Member name contains '\.\.'|Removing leading/,
    meaning: 'holds names that climb out of it (absolute, or with ../); it is not unpacked',
    code: 'kernel-source-invalid',
  },
  { pattern: /[Uu]nexpected (EOF|end of)|premature end/i, meaning: 'is truncated', code: 'kernel-source-invalid' },
  {
    pattern:
      /not look like a tar archive|format (is )?not recognized|not in gzip format|not a bzip2 file|unsupported format/i,
    meaning: 'is not a tarball (.tar, .tar.gz, .tar.bz2, .tar.xz, .tar.zst)',
    code: 'kernel-source-invalid',
  },
];

/**
 * Unpacks into `folder`, which must not exist yet: it appears when all is well and not before.
 *
 * @returns the folder of the sources: the tarball's one folder, or `folder` itself
 * @throws UmlRunError `kernel-source-invalid` when the tarball is at fault; the signal's reason when aborted
 */
export async function unpackSource(tarball: string, folder: string, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const partial = join(dirname(resolve(folder)), `.${basename(folder)}.${randomBytes(4).toString('hex')}.part`);
  try {
    await mkdir(partial, { recursive: true });
    await extract(tarball, partial, signal);
    if ((await readdir(partial)).length === 0) throw new UmlRunError('kernel-source-invalid', `"${tarball}" is empty`);
    await refuseEscapes(tarball, partial);
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  const [only, ...others] = await readdir(folder, { withFileTypes: true });
  return only?.isDirectory() && others.length === 0 ? join(folder, only.name) : folder;
}

async function extract(tarball: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const { failed, stderr } = await execa(
    'tar',
    ['--extract', '--file', resolve(tarball), '--directory', folder, '--no-same-owner', '--no-same-permissions'],
    { reject: false, env: { LC_ALL: 'C' }, stdout: 'ignore', ...(signal ? { cancelSignal: signal } : {}) },
  );
  signal?.throwIfAborted();
  const known = meanings.find(({ pattern }) => pattern.test(stderr));
  if (known) throw new UmlRunError(known.code, `"${tarball}" ${known.meaning}`);
  if (failed) throw new UmlRunError('tool-failed', `cannot unpack "${tarball}": ${stderr.trim().split('\n')[0]}`);
}

/** tar itself writes nothing outside; but links that lead there, and devices, have no place among sources. */
async function refuseEscapes(tarball: string, root: string): Promise<void> {
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() || entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(root, path);
    if (!entry.isSymbolicLink()) {
      throw new UmlRunError(
        'kernel-source-invalid',
        `"${tarball}" holds "${name}", which is neither a file, a folder nor a link; it is not unpacked`,
      );
    }
    const target = await readlink(path);
    if (relative(root, resolve(dirname(path), target)).split('/')[0] === '..') {
      throw new UmlRunError(
        'kernel-source-invalid',
        `"${tarball}" holds the link "${name}" to "${target}", which climbs out of it; it is not unpacked`,
      );
    }
  }
}
