/** Sources on this machine: a tree, which stays as it is, or a tarball. */
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { cachedDigestOfFile } from '../../cache/kept-answers.ts';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import { digestSources } from '../compile/source-files.ts';
import { readTree } from '../compile/source-tree.ts';
import { unpackSource } from '../compile/unpack-source.ts';
import type { KernelSource } from './source.ts';
import { cachedDigestOfTree } from './tree-digest.ts';

/** @throws UmlRunError `kernel-source-invalid` when it is not a source tree of Linux with User Mode Linux */
export async function treeSource(spec: string, folder: string, context: Context): Promise<KernelSource> {
  const tree = await readTree(folder);
  context.log.progress(`looking at the sources in ${tree.path}`);
  const digest = await cachedDigestOfTree(tree, context);
  return {
    spec,
    name: `the tree ${tree.path}`,
    digest,
    origin: { path: tree.path, release: tree.version },
    fetch: async () => tree.path,
    async check() {
      if ((await digestSources(tree, context.signal)) === digest) return;
      throw new UmlRunError('kernel-build-failed', `"${tree.path}" was changed while it was built; run it again`);
    },
  };
}

/** @throws UmlRunError `file-unreadable` when there is no such file */
export async function tarballSource(spec: string, path: string, context: Context): Promise<KernelSource> {
  const file = resolve(path);
  const status = await stat(file).catch((cause) => {
    throw new UmlRunError('file-unreadable', `kernel "${spec}": no such file: "${file}"`, { cause });
  });
  if (!status.isFile()) throw new UmlRunError('kernel-source-invalid', `kernel "${spec}": "${file}" is not a file`);
  const digest = await cachedDigestOfFile(file, context).catch((cause) => {
    context.signal?.throwIfAborted();
    throw new UmlRunError('file-unreadable', `kernel "${spec}": cannot read "${file}": ${messageOf(cause, file)}`, {
      cause,
    });
  });
  return {
    spec,
    name: basename(file),
    digest,
    origin: { path: file, sha256: digest },
    async fetch(scratch) {
      context.log.progress(`unpacking ${basename(file)}`);
      return unpackSource(file, join(scratch, 'unpacked'), context.signal);
    },
  };
}
