import { lstatSync, type Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOfFile } from '../fs/digest.ts';
import { replaceFile } from '../fs/replace-file.ts';
import { readTextSync } from '../host/read-text.ts';
import { type EntryManifest, fingerprintsName } from './entry-manifest.ts';
import { isNumber, isText, objectOf, oneOf, parseJson, recordOf } from './validate.ts';

/**
 * How an entry looked when it became ready on this machine: by it a warm run knows without reading the files that they
 * are still the same. Its file is written last, so an entry that has one is whole.
 */
export interface Fingerprints {
  /** Where the entry lay. */
  place: string;
  files: Record<string, Fingerprint>;
}

/** Size in bytes, milliseconds since the epoch, and SHA-256 of a file or target of a symbolic link. */
type Fingerprint = [size: number, changed: number, content: string];

/** Takes fingerprints of what lies in a folder as its manifest says. */
export function fingerprint(folder: string, place: string, manifest: EntryManifest): Fingerprints {
  const files: Fingerprints['files'] = {};
  for (const [path, item] of Object.entries(manifest)) {
    if (item.type === 'folder') continue;
    const { size, mtimeMs } = lstatSync(`${folder}/${path}`);
    files[path] = [size, mtimeMs, item.type === 'link' ? item.target : item.sha256];
  }
  return { place, files };
}

/** Takes new fingerprints of the files that were changed on purpose. */
export async function refreshFingerprints(
  folder: string,
  place: string,
  fingerprints: Fingerprints,
  changed: string[],
): Promise<Fingerprints> {
  const files = { ...fingerprints.files };
  for (const path of changed) {
    const { size, mtimeMs } = await lstat(join(folder, path));
    files[path] = [size, mtimeMs, await digestOfFile(join(folder, path))];
  }
  return { place, files };
}

export async function writeFingerprints(folder: string, fingerprints: Fingerprints): Promise<void> {
  await replaceFile(join(folder, fingerprintsName), JSON.stringify({ version: 1, ...fingerprints }));
}

/**
 * @returns undefined when there is no entry, one that never became ready, or one whose fingerprints cannot be
 * understood
 */
export function readFingerprints(folder: string): Fingerprints | undefined {
  return parseJson(readTextSync(join(folder, fingerprintsName)) ?? '', isFingerprintsFile);
}

const isFingerprint = (value: unknown): value is Fingerprint =>
  Array.isArray(value) && value.length === 3 && isNumber(value[0]) && isNumber(value[1]) && isText(value[2]);

const isFingerprintsFile = objectOf<Fingerprints & { version: 1 }>({
  version: oneOf(1),
  place: isText,
  files: recordOf(isFingerprint),
});

/** What became of the files of an entry since their fingerprints were taken. */
export interface Comparison {
  /** Path of the first file that has changed. */
  damaged?: string;
  /** Where some had another time but the same content: the fingerprints with the new times. */
  refreshed?: Fingerprints;
}

/** Compares the files with their fingerprints. Those of which only the time differs are read again. */
export async function compare(folder: string, { place, files }: Fingerprints): Promise<Comparison> {
  const changed: Fingerprints['files'] = {};
  for (const [path, [size, time, content]] of Object.entries(files)) {
    // Synchronous, and without `join`: a thousand of these take 5 ms, with it 13, and through the thread pool 30.
    const file = `${folder}/${path}`;
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats?.size === size && stats.mtimeMs === time) continue;
    if (stats?.size !== size || (await contentOf(file, stats)) !== content) return { damaged: path };
    changed[path] = [size, stats.mtimeMs, content];
  }
  return Object.keys(changed).length > 0 ? { refreshed: { place, files: { ...files, ...changed } } } : {};
}

const contentOf = (file: string, stats: Stats) => (stats.isSymbolicLink() ? readlink(file) : digestOfFile(file));
