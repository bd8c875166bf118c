import { join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { cachedDigest } from '../../cache/kept-answers.ts';
import { digestSources, sourceFiles } from '../compile/source-files.ts';
import type { SourceTree } from '../compile/source-tree.ts';

/** `digestSources` of a tree; its files are read again only when one looks different. */
export async function cachedDigestOfTree(tree: SourceTree, context: Context): Promise<string> {
  const files = (await sourceFiles(tree)).map((name) => join(tree.path, name));
  return cachedDigest(tree.path, files, () => digestSources(tree, context.signal), context);
}
