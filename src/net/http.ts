/** Requests to servers that may be slow, drop the connection, or answer with something else than was asked for. */
import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';
import { Unreachable } from '../model/unreachable.ts';

export interface RequestOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Milliseconds without a byte after which the connection counts as dead; default: 30 seconds. */
  silence?: number | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** Throws like `request` when the connection drops or falls silent. */
  body: AsyncIterable<Uint8Array>;
  /** Ends the connection without reading the body. */
  discard(): Promise<void>;
}

/** Bytes of an answer that is read into memory. */
const maxBytes = 16 * 2 ** 20;

/**
 * @returns the answer's body; undefined for 404 and 410
 * @throws UmlRunError `download-failed` for any other status than 200, for a body above 16 MB, and when there is no
 * answer; the signal's reason when aborted
 */
export async function get(url: URL, options: RequestOptions = {}): Promise<Buffer | undefined> {
  const answer = await request(url, options);
  if (answer.status !== 200) {
    await answer.discard();
    if (answer.status === 404 || answer.status === 410) return undefined;
    throw refused(url, answer.status);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > maxBytes)
      throw new UmlRunError(
        'download-failed',
        `"${url}" is larger than ${maxBytes / 2 ** 20} MB: not what belongs there`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @throws UmlRunError `download-failed` when there is no answer; the signal's reason when aborted */
export async function request(url: URL, options: RequestOptions = {}): Promise<HttpAnswer> {
  const { headers = {}, signal, silence = 30_000 } = options;
  signal?.throwIfAborted();
  const silent = new AbortController();
  const clock = setTimeout(() => silent.abort(new Error(`no byte for ${silence / 1000} s`)), silence);
  const explain = (cause: unknown): unknown => {
    clearTimeout(clock);
    if (signal?.aborted) return signal.reason;
    return unreachable(url, silent.signal.aborted ? silent.signal.reason : cause);
  };
  try {
    const response = await fetch(url, {
      headers,
      signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
    });
    clock.refresh();
    return {
      status: response.status,
      headers: response.headers,
      body: read(response),
      async discard() {
        clearTimeout(clock);
        await response.body?.cancel().catch(() => {});
      },
    };
  } catch (cause) {
    throw explain(cause);
  }

  async function* read({ body }: Response): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body ?? []) {
        clock.refresh();
        yield chunk;
      }
    } catch (cause) {
      throw explain(cause);
    } finally {
      clearTimeout(clock);
    }
  }
}

/** fetch's own error says little; what it has as its cause says more. */
function unreachable(url: URL, cause: unknown): Unreachable {
  const deeper = cause instanceof Error ? cause.cause : undefined;
  const reason = (deeper instanceof Error && deeper.message) || errnoOf(deeper) || messageOf(cause);
  return new Unreachable('download-failed', `cannot fetch "${url}": ${reason}`, { cause });
}

export function refused(url: URL, status: number): UmlRunError {
  return new UmlRunError('download-failed', `cannot fetch "${url}": the server answered ${status}`);
}
