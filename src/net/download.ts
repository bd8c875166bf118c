/** Downloads a large file, going on where an earlier attempt stopped. */
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { digestOfFile } from '../fs/digest.ts';
import { UmlRunError } from '../model/errors.ts';
import { type RequestOptions, refused, request, webPage } from './http.ts';

/** What the content of a file has to be. */
export interface Digest {
  algorithm: 'sha256' | 'sha512';
  /** Lower-case hexadecimal. */
  value: string;
}

/** Bytes so far, and in all where that is known. */
export type Progress = (done: number, total: number | undefined) => void;

export interface DownloadOptions extends Omit<RequestOptions, 'headers'> {
  /** Without it, nobody checks the file here, and no later call goes on with what an unfinished one left. */
  digest?: Digest;
  progress?: Progress;
}

/** Connections that break one after the other without a byte of progress. */
const maxFruitlessAttempts = 3;

/**
 * Leaves the file at `path` only when it is whole and right. What there is of it until then is at
 * `<path>.<digest>.part`, where a later call finds it.
 *
 * @returns false when the server has no such file (404 or 410)
 * @throws UmlRunError `download-failed` when it cannot be fetched, `download-untrusted` when it differs from the
 * digest; the signal's reason when aborted
 */
export async function download(url: URL, path: string, options: DownloadOptions = {}): Promise<boolean> {
  const { digest } = options;
  const part = `${path}.${digest?.value.slice(0, 16) ?? process.pid}.part`;
  await mkdir(dirname(path), { recursive: true });
  if (!digest) await rm(part, { force: true });
  const before = await sizeOf(part);
  if (!(await fetchAll(url, part, options))) return false;
  if (before > 0 && digest && (await digestOfFile(part, digest.algorithm)) !== digest.value) {
    // What was there from an earlier attempt may be to blame.
    await rm(part);
    if (!(await fetchAll(url, part, options))) return false;
  }
  if (digest) await check(part, digest, String(url)).catch((cause) => rm(part).then(() => Promise.reject(cause)));
  await rename(part, path);
  return true;
}

/**
 * @param name what messages call the file
 * @throws UmlRunError `download-untrusted` when a file differs from the digest
 */
export async function check(file: string, { algorithm, value }: Digest, name: string): Promise<void> {
  const actual = await digestOfFile(file, algorithm);
  if (actual === value) return;
  const page = (await startOf(file)).trimStart().startsWith('<') ? ': it is a web page' : '';
  throw new UmlRunError(
    'download-untrusted',
    `"${name}" is not what it should be: its ${algorithm} is ${actual} instead of ${value}${page}`,
  );
}

async function fetchAll(url: URL, part: string, options: DownloadOptions): Promise<boolean> {
  for (let fruitless = 0; ; ) {
    const before = await sizeOf(part);
    try {
      return await fetchRest(url, part, before, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof Interrupted)) throw error;
      fruitless = (await sizeOf(part)) > before ? 0 : fruitless + 1;
      if (fruitless >= maxFruitlessAttempts) throw error.cause;
    }
  }
}

/** A connection that may do better next time. */
class Interrupted extends Error {}

async function fetchRest(url: URL, part: string, from: number, options: DownloadOptions): Promise<boolean> {
  const { signal, progress, silence } = options;
  const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
  const answer = await request(url, { headers, signal, silence }).catch((cause) => {
    throw new Interrupted('no answer', { cause });
  });
  const { status } = answer;
  if (status !== 200 && status !== 206) {
    await answer.discard();
    // It ends where the part ends, or it is another file: the digest tells.
    if (status === 416 && from > 0) return true;
    if (status === 404 || status === 410) return false;
    const error = refused(url, status, answer.headers);
    throw status >= 500 ? new Interrupted('server error', { cause: error }) : error;
  }
  if (/^text\/html\b/i.test(answer.headers.get('content-type') ?? '')) {
    await answer.discard();
    throw webPage(String(url));
  }
  const isRest = status === 206 && answer.headers.get('content-range')?.startsWith(`bytes ${from}-`) === true;
  const length = answer.headers.get('content-length');
  let done = isRest ? from : 0;
  const total = length === null ? undefined : done + Number(length);
  const count = async function* (): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of answer.body) {
        done += chunk.length;
        progress?.(done, total);
        yield chunk;
      }
    } catch (cause) {
      throw new Interrupted('broken off', { cause });
    }
  };
  await pipeline(count, createWriteStream(part, { flags: isRest ? 'a' : 'w' }));
  return true;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function startOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
