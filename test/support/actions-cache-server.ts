import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How the service behaves: `broken` answers 500 to everything, `read-only` refuses to save as for a fork's pull
 * request, `corrupt` gives back other bytes than it was given, `cut` the first half of them, `drip` a byte at a time,
 * `hang-up` ends every connection, `silent` never answers, `stuck` answers, and transfers nothing; `limit` answers 429,
 * and `web-page` a page to everything.
 */
export type Mood =
  | 'well'
  | 'broken'
  | 'read-only'
  | 'corrupt'
  | 'cut'
  | 'drip'
  | 'hang-up'
  | 'silent'
  | 'stuck'
  | 'limit'
  | 'web-page';

/** A cache service of GitHub Actions on loopback, to which the real @actions/cache can talk. */
export interface CacheServer {
  mood: Mood;
  /** What was saved: key and version, then the bytes. */
  readonly entries: Map<string, { key: string; version: string; bytes: Buffer }>;
  /** Keys of what was given, in the order in which it was. */
  readonly given: string[];
  /** Waited for before what was saved under a key is given. */
  beforeGiving(key: string): Promise<void>;
  /** Method names and paths in the order in which they were asked for. */
  readonly requests: string[];
  /** What a job's environment needs for the toolkit to find it, besides RUNNER_TEMP and GITHUB_WORKSPACE. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

interface Upload {
  key: string;
  version: string;
  blocks: Map<string, Buffer>;
  bytes: Buffer;
}

export async function startCacheServer(): Promise<CacheServer> {
  const entries: CacheServer['entries'] = new Map();
  const uploads: Upload[] = [];
  const requests: string[] = [];
  const http = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.destroy(error));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: CacheServer = {
    mood: 'well',
    entries,
    given: [],
    beforeGiving: async () => {},
    requests,
    environment: { ACTIONS_CACHE_SERVICE_V2: 'true', ACTIONS_RESULTS_URL: `${origin}/`, ACTIONS_RUNTIME_TOKEN: 'none' },
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, origin);
    const body = Buffer.concat(await request.toArray());
    requests.push(`${request.method} ${url.pathname.split('/').at(-1)}`);
    const [, place, id = ''] = /^\/(blob|twirp)\/(?:.*\/)?([^/]+)$/.exec(url.pathname) ?? [];
    if (server.mood === 'silent' || (server.mood === 'stuck' && place === 'blob')) {
      // The connection stays open.
    } else if (server.mood === 'hang-up') {
      request.socket.destroy();
    } else if (server.mood === 'broken') {
      json(response, 500, { code: 'internal', msg: 'out of order' });
    } else if (server.mood === 'limit') {
      response.setHeader('retry-after', '60');
      json(response, 429, { code: 'resource_exhausted', msg: 'too many requests' });
    } else if (server.mood === 'web-page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>');
    } else if (place === 'twirp') {
      json(response, ...call(id, JSON.parse(body.toString())));
    } else if (request.method === 'GET') {
      const { key, bytes } = [...entries.values()][Number(id)]!;
      await server.beforeGiving(key);
      server.given.push(key);
      give(bytes, response);
    } else {
      take(uploads[Number(id)]!, url.searchParams, body);
      response.writeHead(201, { etag: '"1"', 'x-ms-request-id': '1', 'x-ms-version': '2024-01-01' }).end();
    }
  }

  function call(method: string, { key, version }: Record<string, string>): [status: number, value: unknown] {
    if (method === 'GetCacheEntryDownloadURL') return [200, find(key!, version!)];
    if (method === 'CreateCacheEntry') return reserve(key!, version!);
    const upload = uploads.findLast((upload) => upload.key === key && upload.version === version);
    if (method !== 'FinalizeCacheEntryUpload' || !upload) return [404, { code: 'bad_route', msg: method }];
    entries.set(`${key} ${version}`, { key: key!, version: version!, bytes: upload.bytes });
    return [200, { ok: true, entry_id: '1' }];
  }

  /** As the real service: the key itself, else the newest that begins like it. */
  function find(key: string, version: string): unknown {
    const all = [...entries.values()];
    const alike = all.filter((entry) => entry.version === version && entry.key.startsWith(key));
    const found = alike.find((entry) => entry.key === key) ?? alike.at(-1);
    if (!found) return { ok: false };
    return { ok: true, signed_download_url: `${origin}/blob/${all.indexOf(found)}`, matched_key: found.key };
  }

  function reserve(key: string, version: string): [status: number, value: unknown] {
    if (server.mood === 'read-only') return [200, { ok: false, message: 'cache write denied: read-only token' }];
    if (entries.has(`${key} ${version}`)) return [409, { code: 'already_exists', msg: 'there is such an entry' }];
    const number = uploads.push({ key, version, blocks: new Map(), bytes: Buffer.alloc(0) }) - 1;
    return [200, { ok: true, signed_upload_url: `${origin}/blob/${number}` }];
  }

  function give(bytes: Buffer, response: ServerResponse): void {
    if (server.mood === 'drip') {
      drip(bytes, response);
      return;
    }
    const sent = Buffer.from(server.mood === 'cut' ? bytes.subarray(0, bytes.length / 2) : bytes);
    if (server.mood === 'corrupt') sent.fill(0x55, Math.floor(sent.length / 2));
    response.writeHead(200, { 'content-length': sent.length }).end(sent);
  }
}

function drip(bytes: Buffer, response: ServerResponse): void {
  let sent = 0;
  response.writeHead(200, { 'content-length': bytes.length });
  const timer = setInterval(() => response.write(bytes.subarray(sent, ++sent)), 20);
  response.on('close', () => clearInterval(timer));
}

/** As Azure's blob storage: at once, or in blocks and then the list of them. */
function take(upload: Upload, query: URLSearchParams, body: Buffer): void {
  if (query.get('comp') === 'block') upload.blocks.set(query.get('blockid')!, body);
  else if (query.get('comp') !== 'blocklist') upload.bytes = body;
  else {
    const ids = [...body.toString().matchAll(/<Latest>(.*?)<\/Latest>/g)].map(([, id]) => id!);
    upload.bytes = Buffer.concat(ids.map((id) => upload.blocks.get(id)!));
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
