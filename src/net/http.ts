/** Requests to servers that may be slow, drop the connection, or answer with something else than was asked for. */
import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';
import { Unreachable } from '../model/unreachable.ts';

export interface RequestOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Milliseconds without a byte after which the connection counts as dead; default: 30 seconds. */
  silence?: number | undefined;
  /** Whether to go where a server redirects to; default: anywhere. */
  mayFollow?: ((from: URL, to: URL) => boolean) | undefined;
}

export interface GetOptions extends RequestOptions {
  /** Bytes that the body may have; default: 16 MB. */
  maxBytes?: number | undefined;
  /** Is told how many bytes there are so far. */
  progress?: ((done: number) => void) | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** Throws like `request` when the connection drops or falls silent. */
  body: AsyncIterable<Uint8Array>;
  /** Ends the connection without reading the body. */
  discard(): Promise<void>;
}

/** Bytes of an answer that is read into memory, unless more are expected. */
export const usualBytes = 16 * 2 ** 20;

/** As browsers have it. */
const maxRedirects = 20;

/**
 * @returns the answer's body; undefined for 404 and 410
 * @throws UmlRunError `download-failed` for any other status than 200, for a body that is too large, for a redirect
 * that is not to be followed, and when there is no answer; the signal's reason when aborted
 */
export async function get(url: URL, options: GetOptions = {}): Promise<Buffer | undefined> {
  const { maxBytes = usualBytes, progress } = options;
  const answer = await request(url, options);
  if (answer.status !== 200) {
    await answer.discard();
    if (answer.status === 404 || answer.status === 410) return undefined;
    throw refused(url, answer.status, answer.headers);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes) throw notExpected(url, maxBytes, Buffer.concat(chunks), answer.headers);
    progress?.(size);
  }
  return Buffer.concat(chunks);
}

/** @param bytes more than there may be */
function notExpected(url: URL, maxBytes: number, bytes: Buffer, headers: Headers): UmlRunError {
  if (isPage(bytes)) return webPage(String(url));
  const encoding = headers.get('content-encoding');
  if (encoding === null) return tooLarge(url, maxBytes);
  return new UmlRunError(
    'download-failed',
    `${tooLarge(url, maxBytes).message}; the server sends it with "Content-Encoding: ${encoding}", which takes the ` +
      "file's own compression off: turn that off there",
  );
}

/** Whether a file that is to be something else is a web page. */
export const isPage = (bytes: Buffer) => bytes.toString('latin1', 0, 64).trimStart().startsWith('<');

/** @param place of the file that is expected */
export function webPage(place: string): UmlRunError {
  return new UmlRunError(
    'download-failed',
    `"${place}" is a web page instead of the file: probably an error page, or the login page of the network`,
  );
}

/** @param place a URL, or a path */
export function tooLarge(place: URL | string, maxBytes: number): UmlRunError {
  const most = maxBytes >= 2 ** 20 ? `${Number((maxBytes / 2 ** 20).toFixed(1))} MB` : `${maxBytes} bytes`;
  return new UmlRunError('download-failed', `"${place}" is larger than ${most}: not what belongs there`);
}

/** @throws UmlRunError `download-failed` when there is no answer, or it redirects where it may not; the signal's reason when aborted */
export async function request(url: URL, options: RequestOptions = {}): Promise<HttpAnswer> {
  const { headers = {}, signal, silence = 30_000, mayFollow } = options;
  signal?.throwIfAborted();
  const silent = new AbortController();
  const clock = setTimeout(() => silent.abort(new Error(`no byte for ${silence / 1000} s`)), silence);
  const explain = (cause: unknown): unknown => {
    clearTimeout(clock);
    if (signal?.aborted) return signal.reason;
    if (cause instanceof UmlRunError) return cause;
    return unreachable(url, silent.signal.aborted ? silent.signal.reason : cause);
  };
  try {
    const init = { headers, signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal };
    const response = await (mayFollow ? fetchFollowing(url, init, mayFollow) : fetch(url, init));
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

/** fetch itself would go anywhere. */
async function fetchFollowing(
  url: URL,
  init: RequestInit,
  mayFollow: NonNullable<RequestOptions['mayFollow']>,
): Promise<Response> {
  for (let at = url, count = 0; count <= maxRedirects; count++) {
    const response = await fetch(at, { ...init, redirect: 'manual' });
    const place = [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get('location') : null;
    if (place === null) return response;
    await response.body?.cancel();
    const to = new URL(place, at);
    if (!mayFollow(at, to))
      throw new UmlRunError('download-failed', `"${url}" redirects to "${to}", where uml-run does not follow`);
    at = to;
  }
  throw new UmlRunError('download-failed', `cannot fetch "${url}": it redirects more than ${maxRedirects} times`);
}

/** fetch's own error says little; what it has as its cause says more. */
export function unreachable(url: URL, cause: unknown): Unreachable {
  const deeper = cause instanceof Error ? cause.cause : undefined;
  const code = errnoOf(deeper);
  const hasNoAddress = code === 'ENOTFOUND' || code === 'EAI_AGAIN';
  const said = (deeper instanceof Error && deeper.message) || code || messageOf(cause);
  const reason = hasNoAddress ? `no nameserver has an address of "${url.hostname}" (${code})` : said;
  const fix = proxyHint(process.env) || '; check the network';
  return new Unreachable('download-failed', `cannot fetch "${url}": ${reason}${fix}`, { cause });
}

/** Node.js does not use a proxy by itself. */
export function proxyHint(environment: NodeJS.ProcessEnv): string {
  const proxy = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((name) => environment[name]);
  if (proxy === undefined || environment.NODE_USE_ENV_PROXY === '1') return '';
  return `; Node.js uses ${proxy} only with NODE_USE_ENV_PROXY=1`;
}

/** @returns Unreachable where the server itself has failed, and may do better next time */
export function refused(url: URL, status: number, headers?: Headers): UmlRunError {
  const limit = status === 429 ? ` (too many requests${whenAgain(headers?.get('retry-after') ?? '')})` : '';
  const message = `cannot fetch "${url}": the server answered ${status}${limit}`;
  return status >= 500 ? new Unreachable('download-failed', message) : new UmlRunError('download-failed', message);
}

/** @param retryAfter seconds, or a date; anything else, or what is not within a day, says nothing */
function whenAgain(retryAfter: string): string {
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return seconds > 0 && seconds <= 24 * 3600 ? `; try again in ${Math.ceil(seconds)} s` : '';
}
