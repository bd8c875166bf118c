/** A place laid out as kernel.org's /pub/linux/kernel: `v6.x/linux-6.12.9.tar.xz`, `v6.x/sha256sums.asc`. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UmlRunError } from '../../../model.ts';
import { get } from './http.ts';

/** Where releases come from unless `--kernel-mirror` says otherwise. */
export const kernelOrg = 'https://cdn.kernel.org/pub/linux/kernel/';

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
    throw new UmlRunError('usage', `--kernel-mirror ${name}: not a valid URL.`);
  }
  const folder = resolve(name.replace(/^file:\/\//, ''));
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return { name, base: folder };
  throw new UmlRunError('usage', `--kernel-mirror ${name}: neither a URL (http:, https:) nor a folder.`);
}

/**
 * A small text of the mirror.
 *
 * @param path within the mirror
 * @returns `undefined` where the mirror has none
 * @throws UmlRunError 'machine' when the mirror does not answer
 */
export async function readMirror({ base }: Mirror, path: string, signal?: AbortSignal): Promise<string | undefined> {
  if (typeof base !== 'string') return get(new URL(path, base), signal);
  try {
    return await readFile(join(base, path), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code!)) return undefined;
    throw new UmlRunError('machine', `${join(base, path)} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
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
