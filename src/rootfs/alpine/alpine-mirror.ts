import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UmlRunError } from '../../model/errors.ts';

/** Alpine's own. */
export const officialMirror = 'https://dl-cdn.alpinelinux.org/alpine/';

/** A place laid out as Alpine's mirrors are: `v3.19/releases/x86_64/…`, `v3.19/main/x86_64/…`. */
export interface Mirror {
  /** As the user gave it. */
  name: string;
  /** A URL that ends with `/`, or the absolute path of a folder. */
  base: URL | string;
}

/** What may be read of it into memory. */
const maxText = 16 << 20;
/** Without a byte for so long, a connection counts as dead. */
const silenceSeconds = 30;

/** @throws UmlRunError `usage` for what is neither a URL nor a folder */
export async function openMirror(name: string): Promise<Mirror> {
  if (/^https?:\/\//.test(name) && URL.canParse(name)) return { name, base: new URL(name.replace(/\/*$/, '/')) };
  const folder = resolve(name.replace(/^file:\/\//, ''));
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return { name, base: folder };
  throw new UmlRunError(
    'mirror-invalid',
    `--alpine-mirror ${name}: there is no such folder, and it is no URL (http:, https:)`,
  );
}

/**
 * A small file of the mirror.
 * @returns undefined where it has none
 * @throws UmlRunError `machine` when it does not answer
 */
export async function readFrom(mirror: Mirror, path: string, signal?: AbortSignal): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  const found = await streamFrom(mirror, path, signal, async (bytes) => {
    for await (const piece of bytes) {
      size += piece.length;
      if (size > maxText)
        throw new UmlRunError('download-failed', `${placeOf(mirror, path)} is larger than ${maxText} bytes`);
      pieces.push(piece);
    }
  });
  return found ? Buffer.concat(pieces) : undefined;
}

/**
 * The names in a folder of the mirror: a web server's are those that its listing links to.
 * @returns none where there is no such folder, or no listing
 */
export async function listOf(mirror: Mirror, path: string, signal?: AbortSignal): Promise<string[]> {
  if (typeof mirror.base === 'string') return readdir(join(mirror.base, path)).catch(() => []);
  const page = (await readFrom(mirror, path, signal))?.toString('utf8') ?? '';
  return Array.from(page.matchAll(/href\s*=\s*["']?(?:\.\/)?([^"'?#>\s]+)/gi), ([, link]) => {
    const path = link!.replace(/\/$/, '').split('/').at(-1)!;
    return /%/.test(path)
      ? path.replaceAll(/%[\da-f]{2}/gi, (code) => String.fromCharCode(Number(`0x${code.slice(1)}`)))
      : path;
  });
}

/**
 * Copies a file of the mirror.
 * @returns its digest, lower-case hexadecimal; undefined where the mirror has no such file
 * @throws UmlRunError `machine` when it does not answer, or answers with a web page
 */
export async function fetchFrom(
  mirror: Mirror,
  path: string,
  file: string,
  algorithm: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const hash: Hash = createHash(algorithm);
  const found = await streamFrom(mirror, path, signal, async (bytes, type) => {
    if (/^text\/html\b/i.test(type ?? '')) throw webPage(mirror, path);
    const counted = async function* () {
      for await (const piece of bytes) {
        hash.update(piece);
        yield piece;
      }
    };
    await pipeline(counted, createWriteStream(file));
  });
  return found ? hash.digest('hex') : undefined;
}

/** Where a file of the mirror is, for people. */
export function placeOf({ base }: Mirror, path: string): string {
  return typeof base === 'string' ? join(base, path) : new URL(path, base).href;
}

export function webPage(mirror: Mirror, path: string): UmlRunError {
  return new UmlRunError(
    'download-failed',
    `${placeOf(mirror, path)} is a web page instead of the file: an error or login page of the network?`,
  );
}

type Use = (bytes: AsyncIterable<Buffer>, type: string | null) => Promise<void>;

/** @returns false where the mirror has no such file */
async function streamFrom(mirror: Mirror, path: string, signal: AbortSignal | undefined, use: Use): Promise<boolean> {
  const { base } = mirror;
  if (typeof base !== 'string') return streamUrl(new URL(path, base), signal, use);
  try {
    await use(createReadStream(join(base, path)), null);
    return true;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    if (cause instanceof UmlRunError || code === 'ENOSPC') throw cause;
    throw new UmlRunError('download-failed', `${join(base, path)} cannot be read: ${message}`, { cause });
  }
}

async function streamUrl(url: URL, signal: AbortSignal | undefined, use: Use): Promise<boolean> {
  signal?.throwIfAborted();
  const silent = new AbortController();
  const clock = setTimeout(() => silent.abort(new Error(`no byte for ${silenceSeconds} s`)), silenceSeconds * 1000);
  try {
    const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal });
    if (response.status !== 200) {
      await response.body?.cancel().catch(() => undefined);
      if (response.status === 404 || response.status === 410) return false;
      throw new UmlRunError('download-failed', `${url} cannot be fetched: the server answered ${response.status}`);
    }
    const heard = async function* () {
      for await (const piece of response.body ?? []) {
        clock.refresh();
        yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      }
    };
    await use(heard(), response.headers.get('content-type'));
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof UmlRunError || (error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    throw unreachable(url, silent.signal.aborted ? silent.signal.reason : error);
  } finally {
    clearTimeout(clock);
  }
}

function unreachable(url: URL, error: unknown): UmlRunError {
  const { message, cause } = error as Error;
  const { message: deeper, code } = (cause ?? {}) as NodeJS.ErrnoException;
  return new UmlRunError('download-failed', `${url} cannot be fetched: ${deeper || code || message}`, { cause: error });
}
