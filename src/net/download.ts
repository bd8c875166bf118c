/** Downloads a large file whose digest is known, going on where an earlier attempt stopped. */
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { digestOfFile } from '../fs/digest.ts';
import { UmlRunError } from '../model/errors.ts';
import { refused, request, silenceMilliseconds } from './http.ts';

export interface DownloadOptions {
  signal?: AbortSignal;
  /** Bytes so far, and in all where the server says so. */
  progress?: (done: number, total: number | undefined) => void;
  /** Milliseconds without a byte after which a connection is given up. */
  silence?: number;
}

/** Connections that break one after the other without a byte of progress. */
const fruitlessAttempts = 3;

/**
 * Leaves the file at `path` only when it is whole and right. What there is of it until then is at `<path>.<digest>.part`,
 * where a later call finds it.
 *
 * @param sha256 lower-case hexadecimal
 * @throws UmlRunError 'machine' when it cannot be had or differs from the digest; the signal's reason when aborted
 */
export async function download(url: URL, path: string, sha256: string, options: DownloadOptions = {}): Promise<void> {
  const part = `${path}.${sha256.slice(0, 16)}.part`;
  await mkdir(dirname(path), { recursive: true });
  const before = await sizeOf(part);
  await fetchAll(url, part, options);
  let actual = await digestOfFile(part);
  if (actual !== sha256 && before > 0) {
    // What was there from an earlier attempt may be to blame.
    await rm(part);
    await fetchAll(url, part, options);
    actual = await digestOfFile(part);
  }
  if (actual !== sha256) {
    const page = (await startOf(part)).trimStart().startsWith('<') ? ' It is a web page.' : '';
    await rm(part);
    throw new UmlRunError(
      'download-failed',
      `${url} is not what it should be: its SHA-256 is ${actual} instead of ${sha256}.${page}`,
    );
  }
  await rename(part, path);
}

async function fetchAll(url: URL, part: string, options: DownloadOptions): Promise<void> {
  for (let fruitless = 0; ; ) {
    const before = await sizeOf(part);
    try {
      return await fetchRest(url, part, before, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      fruitless = (await sizeOf(part)) > before ? 0 : fruitless + 1;
      if (fruitless >= fruitlessAttempts || !(error instanceof Interrupted)) {
        throw error instanceof Interrupted ? error.cause : error;
      }
    }
  }
}

/** A connection that may do better next time. */
class Interrupted extends Error {}

async function fetchRest(url: URL, part: string, from: number, options: DownloadOptions): Promise<void> {
  const { signal, progress, silence = silenceMilliseconds } = options;
  const answer = await request(url, from > 0 ? { range: `bytes=${from}-` } : {}, signal, silence).catch((cause) => {
    throw new Interrupted('no answer', { cause });
  });
  // It ends where the part ends, or it is another file: the digest tells.
  if (answer.status === 416 && from > 0) return answer.discard();
  if (answer.status !== 200 && answer.status !== 206) {
    await answer.discard();
    const error = refused(url, answer.status);
    throw answer.status >= 500 ? new Interrupted('server error', { cause: error }) : error;
  }
  if (/^text\/html\b/i.test(answer.headers.get('content-type') ?? '')) {
    await answer.discard();
    throw new UmlRunError(
      'download-failed',
      `${url} is a web page instead of the file: a login or error page of the network?`,
    );
  }
  const isRest = answer.status === 206 && answer.headers.get('content-range')?.startsWith(`bytes ${from}-`) === true;
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
