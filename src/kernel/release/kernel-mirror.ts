/** A place laid out as kernel.org's /pub/linux/kernel: `v6.x/linux-6.12.9.tar.xz`, `v6.x/sha256sums.asc`. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UmlRunError } from '../../model/errors.ts';
import { get } from '../../net/http.ts';

/** Where releases come from unless `--kernel-mirror` says otherwise. */
export const kernelOrg = 'https://cdn.kernel.org/pub/linux/kernel/';

/** kernel.org's list of what it supports at the moment; other mirrors may have a copy beside their folders. */
const kernelOrgIndex = 'https://www.kernel.org/releases.json';

export interface Mirror {
  /** As the user gave it. */
  name: string;
  /** A URL that ends with `/`, or the absolute path of a folder. */
  base: URL | string;
}

/** @throws UmlRunError 'usage' for what is neither an http(s) or file URL nor a folder */
export async function openMirror(name: string): Promise<Mirror> {
  if (/^https?:\/\//.test(name)) {
    const base = URL.canParse(name) ? new URL(name.endsWith('/') ? name : `${name}/`) : undefined;
    if (base) return { name, base };
    throw new UmlRunError('mirror-invalid', `--kernel-mirror ${name}: not a valid URL.`);
  }
  const folder = resolve(name.replace(/^file:\/\//, ''));
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return { name, base: folder };
  throw new UmlRunError('mirror-invalid', `--kernel-mirror ${name}: neither a URL (http:, https:) nor a folder.`);
}

/** Where a file of the mirror is: an absolute path, or a URL. */
export function placeOn({ base }: Mirror, path: string): URL | string {
  return typeof base === 'string' ? join(base, path) : new URL(path, base);
}

/** Where the list of supported releases is. */
export function indexOf(mirror: Mirror): URL | string {
  return String(mirror.base) === kernelOrg ? new URL(kernelOrgIndex) : placeOn(mirror, 'releases.json');
}

/**
 * A small text of the mirror.
 *
 * @param path within the mirror
 * @returns `undefined` where the mirror has none
 * @throws UmlRunError 'machine' when the mirror does not answer
 */
export async function readMirror(mirror: Mirror, path: string, signal?: AbortSignal): Promise<string | undefined> {
  return readPlace(placeOn(mirror, path), signal);
}

/** As `readMirror`, of what `indexOf` or `placeOn` gave. */
export async function readPlace(place: URL | string, signal?: AbortSignal): Promise<string | undefined> {
  if (typeof place !== 'string') return get(place, signal);
  try {
    return await readFile(place, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code!)) return undefined;
    throw new UmlRunError('download-failed', `${place} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The names in a folder of the mirror: a web server's are those that its listing links to.
 *
 * @returns none where there is no such folder or the server gives no listing
 */
export async function listMirror(mirror: Mirror, path: string, signal?: AbortSignal): Promise<string[]> {
  if (typeof mirror.base === 'string') return readdir(join(mirror.base, path)).catch(() => []);
  const page = (await readMirror(mirror, path, signal)) ?? '';
  return Array.from(
    page.matchAll(/href\s*=\s*["']?(?:\.\/)?([^"'?#>\s]+)/gi),
    ([, link]) => decodeLink(link!).replace(/\/$/, '').split('/').at(-1)!,
  );
}

function decodeLink(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}
