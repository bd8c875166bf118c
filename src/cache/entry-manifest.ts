import { lstat, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { digestOfFile } from '../fs/digest.ts';
import { isNumber, isText, objectOf, oneOf, parseJson, recordOf } from './validate.ts';

/**
 * What an entry consists of, by path relative to its folder. It travels with the entry and says the same on every
 * machine.
 */
export type EntryManifest = Record<string, ManifestItem>;

export type ManifestItem =
  | { type: 'file'; mode: number; size: number; sha256: string }
  | { type: 'folder'; mode: number }
  | { type: 'link'; target: string };

/** Files of the cache's own in the folder of an entry; no part of the manifest. */
export const manifestName = '.manifest.json';
export const fingerprintsName = '.local.json';

/** Looks at everything in a folder. */
export async function takeStock(folder: string): Promise<EntryManifest> {
  const manifest: EntryManifest = {};
  for (const path of await pathsIn(folder)) manifest[path] = await itemAt(join(folder, path));
  return manifest;
}

export async function writeManifest(folder: string, manifest: EntryManifest): Promise<void> {
  await writeFile(join(folder, manifestName), JSON.stringify({ version: 1, items: manifest }));
}

/**
 * What the entry in a folder consists of, as the manifest that lies in it says.
 * @throws Error when there is none that can be understood
 */
export async function readManifest(folder: string): Promise<EntryManifest> {
  const file = parseJson(await readFile(join(folder, manifestName), 'utf8'), isManifestFile);
  if (file) return file.items;
  throw new Error(`${manifestName} cannot be understood`);
}

const isItem = (value: unknown): value is ManifestItem =>
  objectOf<ManifestItem & { type: 'file' }>({ type: oneOf('file'), mode: isNumber, size: isNumber, sha256: isText })(
    value,
  ) ||
  objectOf<ManifestItem & { type: 'folder' }>({ type: oneOf('folder'), mode: isNumber })(value) ||
  objectOf<ManifestItem & { type: 'link' }>({ type: oneOf('link'), target: isText })(value);

const isManifestFile = objectOf<{ version: 1; items: EntryManifest }>({ version: oneOf(1), items: recordOf(isItem) });

/** Of all files together. */
export function bytesIn(manifest: EntryManifest): number {
  return Object.values(manifest).reduce((sum, item) => sum + (item.type === 'file' ? item.size : 0), 0);
}

async function pathsIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  return paths.filter((path) => path !== manifestName && path !== fingerprintsName).sort();
}

async function itemAt(path: string): Promise<ManifestItem> {
  const stats = await lstat(path);
  const mode = stats.mode & 0o7777;
  if (stats.isSymbolicLink()) return { type: 'link', target: await readlink(path) };
  if (stats.isDirectory()) return { type: 'folder', mode };
  if (stats.isFile()) return { type: 'file', mode, size: stats.size, sha256: await digestOfFile(path) };
  throw new Error(`${path} is neither a file nor a folder nor a symbolic link`);
}
