/** A mirror of files: a web server, or a folder that is laid out the same. */
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import { check, type DownloadOptions, download } from './download.ts';
import { type GetOptions, get, tooLarge, usualBytes } from './http.ts';

export interface Mirror {
  /** As the user gave it. */
  name: string;
  /** A URL that ends with `/`, or the absolute path of a folder. */
  base: URL | string;
}

/**
 * @param name an `http:` or `https:` URL, a `file:` URL, or a path
 * @param option that the user named it with, for the error: `--kernel-mirror`
 * @throws UmlRunError `mirror-invalid` for what is neither a URL nor a folder
 */
export async function openMirror(name: string, option: string): Promise<Mirror> {
  if (/^https?:\/\//.test(name)) {
    if (/[?#]/.test(name))
      throw new UmlRunError('mirror-invalid', `${option} "${name}": a URL of a folder has no "?" and no "#"`);
    if (URL.canParse(name)) return { name, base: new URL(name.replace(/\/*$/, '/')) };
    throw new UmlRunError('mirror-invalid', `${option} "${name}": not a valid URL`);
  }
  const folder = resolve(name.replace(/^file:\/\//, ''));
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return { name, base: folder };
  throw new UmlRunError('mirror-invalid', `${option} "${name}": neither a URL (http:, https:) nor a folder`);
}

/** Where a file of the mirror is: a URL, or an absolute path. */
export function placeOn({ base }: Mirror, path: string): URL | string {
  return typeof base === 'string' ? join(base, path) : new URL(path, base);
}

/**
 * A small file.
 * @param place a URL, or an absolute path
 * @returns undefined where there is none
 * @throws UmlRunError `download-failed` when the server does not answer, or the file cannot be read or is
 * larger than `maxBytes`
 */
export async function readPlace(place: URL | string, options: GetOptions = {}): Promise<Buffer | undefined> {
  if (typeof place !== 'string') return get(place, options);
  const { maxBytes = usualBytes } = options;
  try {
    if ((await sizeOf(place)) > maxBytes) throw tooLarge(place, maxBytes);
    return await readFile(place);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause instanceof UmlRunError ? cause : unreadable(place, cause);
  }
}

/** `readPlace` of a file of the mirror. */
export function readFrom(mirror: Mirror, path: string, signal?: AbortSignal): Promise<Buffer | undefined> {
  return readPlace(placeOn(mirror, path), { signal });
}

/** `readFrom` of a text. */
export async function readTextFrom(mirror: Mirror, path: string, signal?: AbortSignal): Promise<string | undefined> {
  return (await readFrom(mirror, path, signal))?.toString('utf8');
}

/**
 * The names in a folder of the mirror: a web server's are those that its listing links to.
 * @returns none where there is no such folder, or no listing
 */
export async function listOf(mirror: Mirror, path: string, signal?: AbortSignal): Promise<string[]> {
  if (typeof mirror.base === 'string') return readdir(join(mirror.base, path)).catch(() => []);
  const page = (await readTextFrom(mirror, path, signal)) ?? '';
  const links = page.matchAll(/href\s*=\s*["']?(?:\.\/)?([^"'?#>\s]+)/gi);
  return Array.from(links, ([, link = '']) => decoded(link.replace(/\/$/, '').split('/').at(-1) ?? ''));
}

/**
 * Fetches a file of the mirror; a download that breaks off goes on where it stopped.
 * @param file absolute path where it goes; its folder is made when it is not there
 * @returns false when the mirror has no such file
 * @throws UmlRunError as `download` does
 */
export async function fetchFrom(
  mirror: Mirror,
  path: string,
  file: string,
  options: DownloadOptions = {},
): Promise<boolean> {
  const place = placeOn(mirror, path);
  if (typeof place !== 'string') return download(place, file, options);
  options.signal?.throwIfAborted();
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  try {
    if (!(await copy(place, part))) return false;
    if (options.digest) await check(part, options.digest, place);
    await rename(part, file);
    return true;
  } finally {
    await rm(part, { force: true });
  }
}

/** @returns false where there is no such file */
async function copy(from: string, to: string): Promise<boolean> {
  try {
    await sizeOf(from);
    await copyFile(from, to);
    return true;
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw isDiskFull(cause) || cause instanceof UmlRunError ? cause : unreadable(from, cause);
  }
}

/** Reading a pipe or a device may never end. */
async function sizeOf(place: string): Promise<number> {
  const stats = await stat(place);
  if (stats.isFile()) return stats.size;
  throw new UmlRunError('download-failed', `"${place}" is not a regular file`);
}

const isMissing = (cause: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errnoOf(cause) ?? '');

function unreadable(place: string, cause: unknown): UmlRunError {
  return new UmlRunError('download-failed', `cannot read "${place}": ${messageOf(cause)}`, { cause });
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}
