/** A mirror on loopback, which misbehaves as told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Server {
  url: string;
  /** `GET path` and its range, in the order in which they came. */
  requests: string[];
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** @param handlers by path; any other answers 404 */
export async function serve(handlers: Record<string, Handler>): Promise<Server> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url!;
    const count = requests.filter((one) => one.split(' ')[0] === path).length;
    requests.push([path, request.headers.range].join(' ').trim());
    const handler = handlers[path];
    if (handler) handler(request, response, count);
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<html>404</html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export const text =
  (body: string, type = 'text/plain'): Handler =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': type }).end(body);

/**
 * The whole or the rest of it, as `Range` asks. `upTo` bytes into the file the connection drops, for the first `drops`
 * requests.
 */
export const file =
  (body: Buffer, { upTo = body.length, drops = 0, ranges = true } = {}): Handler =>
  (request, response, count) => {
    const from = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    if (from >= body.length) return void response.writeHead(416).end();
    const length = body.length - from;
    const headers = { 'content-type': 'application/x-xz', 'content-length': length };
    response.writeHead(
      from > 0 ? 206 : 200,
      from > 0 ? { ...headers, 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : headers,
    );
    if (count >= drops) return void response.end(body.subarray(from));
    response.write(body.subarray(from, Math.max(from, upTo)), () => response.socket?.destroy());
  };
