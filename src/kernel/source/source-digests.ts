/** Digests of large things that seldom change, read again only when their files look different. */
import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { digestOf } from '../../cache/entry-manifest.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import { digestSources, sourceFiles } from '../compile/source-files.ts';
import type { Tree } from '../compile/source-tree.ts';

/** `digestOf` of a file. */
export async function digestOfFile(path: string, context: Context): Promise<string> {
  return cachedDigest(path, await fingerprintOf('', [path]), () => digestOf(path), context);
}

/** `digestSources` of a tree. */
export async function digestOfTree(tree: Tree, context: Context): Promise<string> {
  const fingerprint = await fingerprintOf(tree.path, await sourceFiles(tree));
  return cachedDigest(tree.path, fingerprint, () => digestSources(tree, context.signal), context);
}

async function cachedDigest(
  path: string,
  fingerprint: string,
  find: () => Promise<string>,
  context: Context,
): Promise<string> {
  const name = `digest~${hash([path]).slice(0, 32)}`;
  const recall = (refresh: boolean) =>
    cachedLookup(context, name, { refresh, hours: Number.MAX_SAFE_INTEGER }, async () => ({
      fingerprint,
      digest: await find(),
    }));
  const known = await recall(false);
  return known.fingerprint === fingerprint ? known.digest : (await recall(true)).digest;
}

/** Every change of a file, be it of its content or its mode, changes its ctime. */
async function fingerprintOf(folder: string, names: string[]): Promise<string> {
  const fingerprints: string[] = [];
  for (let start = 0; start < names.length; start += batch) {
    const part = names.slice(start, start + batch).map(async (name) => {
      const { ino, size, ctimeMs } = await lstat(join(folder, name));
      return `${name}\0${ino} ${size} ${ctimeMs}`;
    });
    fingerprints.push(...(await Promise.all(part)));
  }
  return hash(fingerprints);
}

/** Files looked at at once. */
const batch = 1024;

const hash = (texts: string[]) => createHash('sha256').update(texts.join('\0')).digest('hex');
