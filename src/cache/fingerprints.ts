import { lstatSync, type Stats } from 'node:fs';
import { lstat, readFile, readlink, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, type Manifest, stampsName } from './entry-manifest.ts';

/**
 * How an entry looked when it became ready on this machine: by it a warm run knows without reading the files that they
 * are still the same. Its file is written last, so an entry that has one is whole.
 */
export interface Stamps {
  /** Where the entry lay. */
  place: string;
  files: Record<string, Stamp>;
}

/** Size in bytes, milliseconds since the epoch, and SHA-256 of a file or target of a symbolic link. */
type Stamp = [size: number, changed: number, content: string];

/** Stamps what lies in a folder as its manifest says. */
export async function stamp(folder: string, place: string, manifest: Manifest): Promise<Stamps> {
  const files: Stamps['files'] = {};
  for (const [path, item] of Object.entries(manifest)) {
    if (item.type === 'folder') continue;
    const { size, mtimeMs } = await lstat(join(folder, path));
    files[path] = [size, mtimeMs, item.type === 'link' ? item.target : item.sha256];
  }
  return { place, files };
}

/** Stamps those of the files anew that were changed on purpose. */
export async function restamp(folder: string, place: string, stamps: Stamps, changed: string[]): Promise<Stamps> {
  const files = { ...stamps.files };
  for (const path of changed) {
    const { size, mtimeMs } = await lstat(join(folder, path));
    files[path] = [size, mtimeMs, await digestOf(join(folder, path))];
  }
  return { place, files };
}

export async function writeStamps(folder: string, stamps: Stamps): Promise<void> {
  const file = join(folder, stampsName);
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, JSON.stringify({ version: 1, ...stamps }));
  await rename(aside, file);
}

/** @returns undefined when there is no entry, or one that never became ready */
export async function readStamps(folder: string): Promise<Stamps | undefined> {
  try {
    const { version, place, files } = JSON.parse(await readFile(join(folder, stampsName), 'utf8'));
    return version === 1 ? { place, files } : undefined;
  } catch {
    return undefined;
  }
}

/** What became of the files of an entry since they were stamped. */
export interface Comparison {
  /** Path of the first file that is not what it was. */
  damaged?: string;
  /** Some had another time but the same content; their stamps were brought up to date. */
  restamped: boolean;
}

/** Compares the files with their stamps. Those of which only the time differs are read again. */
export async function compare(folder: string, { files }: Stamps): Promise<Comparison> {
  let restamped = false;
  for (const [path, stamp] of Object.entries(files)) {
    const [size, changed, content] = stamp;
    const file = join(folder, path);
    // Synchronous: a thousand of these take 3 ms, and through the thread pool 30.
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats?.size === size && stats.mtimeMs === changed) continue;
    if (stats?.size !== size || (await contentOf(file, stats)) !== content) return { damaged: path, restamped };
    stamp[1] = stats.mtimeMs;
    restamped = true;
  }
  return { restamped };
}

const contentOf = (file: string, stats: Stats) => (stats.isSymbolicLink() ? readlink(file) : digestOf(file));
