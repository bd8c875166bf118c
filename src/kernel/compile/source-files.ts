/** The files that make up a source tree, and a digest of them. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { UmlRunError } from '../../model/errors.ts';
import type { SourceTree } from './source-tree.ts';

/** What kbuild's own check for a clean tree looks at. */
const builtHere = ['.config', 'include/config', 'include/generated', 'arch/um/include/generated'];

/** Whether somebody has built in the tree itself, rather than out of it. */
export function isBuiltIn({ path }: SourceTree): boolean {
  return builtHere.some((name) => existsSync(join(path, name)));
}

/**
 * Paths within the tree, sorted; links are not followed. In a tree that has been built in, git tells the sources from
 * what was built: tracked and new files, without those that it is told to ignore.
 *
 * @throws UmlRunError `kernel-source-invalid` when the tree has been built in and is not git's
 */
export async function sourceFiles(tree: SourceTree): Promise<string[]> {
  const files = isBuiltIn(tree) ? await gitFiles(tree) : await allFiles(tree);
  return files.sort();
}

async function allFiles({ path }: SourceTree): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .filter((name) => name !== '.git' && !name.startsWith('.git/'));
}

async function gitFiles({ path }: SourceTree): Promise<string[]> {
  const words = [
    '-c',
    `safe.directory=${path}`,
    '-C',
    path,
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '.',
  ];
  const { stdout } = await execa('git', words, { reject: false });
  const files = [...new Set(stdout?.split('\0'))].filter((name) => name !== '' && existsSync(join(path, name)));
  if (files.includes('Makefile')) return files;
  throw new UmlRunError(
    'kernel-source-invalid',
    `"${path}" has been built in, and kbuild requires a clean tree; run "make ARCH=um mrproper" there, or name a clean copy`,
  );
}

/** Files read at once. */
const batch = 64;

/**
 * SHA-256 over the names, contents, executable bits and link targets of the sources; a few seconds for a whole kernel.
 */
export async function digestSources(tree: SourceTree, signal?: AbortSignal): Promise<string> {
  const files = await sourceFiles(tree);
  const hash = createHash('sha256');
  for (let start = 0; start < files.length; start += batch) {
    signal?.throwIfAborted();
    const parts = await Promise.all(files.slice(start, start + batch).map((name) => digestFile(join(tree.path, name))));
    parts.forEach((part, index) => {
      hash.update(`${files[start + index]}\0${part}\0`);
    });
  }
  return hash.digest('hex');
}

async function digestFile(path: string): Promise<string> {
  const status = await lstat(path);
  if (status.isSymbolicLink()) return `link ${await readlink(path)}`;
  if (!status.isFile()) return 'other';
  const content = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return `${(status.mode & 0o111) === 0 ? 'file' : 'executable'} ${content}`;
}
