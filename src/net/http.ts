/** Requests to servers that may be slow, drop the connection, or answer with something else than was asked for. */
import { UmlRunError } from '../model/errors.ts';

/** Without a byte for so long, a connection counts as dead. */
export const silenceMilliseconds = 30_000;

/** What an answer may be at most that is read into memory. */
const textLimit = 16 * 2 ** 20;

/**
 * @returns `undefined` for 404 and 410
 * @throws UmlRunError 'machine' for every other answer than 200 and for none at all; the signal's reason when aborted
 */
export async function get(url: URL, signal?: AbortSignal, silence = silenceMilliseconds): Promise<string | undefined> {
  const answer = await request(url, {}, signal, silence);
  if (answer.status === 404 || answer.status === 410) {
    await answer.discard();
    return undefined;
  }
  if (answer.status !== 200) {
    await answer.discard();
    throw refused(url, answer.status);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > textLimit)
      throw new UmlRunError(
        'download-failed',
        `${url} is larger than ${textLimit / 2 ** 20} MB: not the text that was expected there.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Throws like `request` when the connection drops or falls silent. */
  body: AsyncIterable<Uint8Array>;
  /** Ends the connection without reading the body. */
  discard(): Promise<void>;
}

/** @throws UmlRunError 'machine' when there is no answer; the signal's reason when aborted */
export async function request(
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
  silence = silenceMilliseconds,
): Promise<Answer> {
  signal?.throwIfAborted();
  const silent = new AbortController();
  let timer: NodeJS.Timeout;
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(new Error(`no byte for ${silence / 1000} s`)), silence);
  };
  const explain = (error: unknown): unknown => {
    clearTimeout(timer);
    if (signal?.aborted) return signal.reason;
    return error instanceof UmlRunError
      ? error
      : unreachable(url, silent.signal.aborted ? silent.signal.reason : error);
  };
  heard();
  try {
    const response = await fetch(url, {
      headers,
      signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
    });
    const read = async function* (): AsyncIterable<Uint8Array> {
      try {
        for await (const chunk of response.body ?? []) {
          heard();
          yield chunk;
        }
      } catch (error) {
        throw explain(error);
      } finally {
        clearTimeout(timer);
      }
    };
    const discard = async (): Promise<void> => {
      clearTimeout(timer);
      await response.body?.cancel().catch(() => {});
    };
    return { status: response.status, headers: response.headers, body: read(), discard };
  } catch (error) {
    throw explain(error);
  }
}

function unreachable(url: URL, error: unknown): UmlRunError {
  const { message, cause } = error as Error;
  const reason = cause instanceof Error && cause.message ? cause.message : (cause as { code?: string })?.code;
  return new UmlRunError('download-failed', `${url} cannot be fetched: ${reason ?? message}`, { cause: error });
}

export function refused(url: URL, status: number): UmlRunError {
  return new UmlRunError('download-failed', `${url} cannot be fetched: the server answered ${status}`);
}
