/**
 * kbuild refuses a source folder with spaces or colons in its path, and one in which somebody has built before. Such a
 * tree is not touched: in its place, a folder of symbolic links to its source files is built.
 */
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UmlRunError } from '../../model/errors.ts';
import { isBuiltIn, sourceFiles } from './source-files.ts';
import type { SourceTree } from './source-tree.ts';

/** Whether kbuild refuses a path. */
export const isUnsafeForKbuild = (path: string): boolean => /[\s:]/.test(path);

/**
 * The tree itself, or its double made of links: `source` in `folder`.
 *
 * @throws UmlRunError `kernel-source-invalid` when the tree has been built in and git does not tell its sources from
 * what was built; `temporary-folder-unusable` when `folder`'s own path will not do
 */
export async function buildableTree(tree: SourceTree, folder: string): Promise<SourceTree> {
  if (isUnsafeForKbuild(folder)) {
    throw new UmlRunError(
      'temporary-folder-unusable',
      `cannot build kernels in "${folder}": kbuild does not allow spaces and colons in the path; name another folder for temporary files with TMPDIR`,
    );
  }
  if (!isBuiltIn(tree) && !isUnsafeForKbuild(tree.path)) return tree;
  const sources = await sourceFiles(tree);
  const double = join(folder, 'source');
  for (const parent of new Set(sources.map((name) => dirname(name)))) {
    await mkdir(join(double, parent), { recursive: true });
  }
  for (const source of sources) await symlink(join(tree.path, source), join(double, source));
  return { ...tree, path: double };
}
