import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DownloadOptions, download } from '../../src/net/download.ts';
import { file, type Handler, type Server, serve, text } from '../support/server.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const body = randomBytes(300_000);
const digest = createHash('sha256').update(body).digest('hex');

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = ownFolder();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const path = () => join(folder, 'linux.tar.xz');
const part = () => `${path()}.${digest.slice(0, 16)}.part`;

async function get(handler: Handler, options: DownloadOptions = {}): Promise<boolean> {
  server ??= await serve({ '/f': handler });
  return download(new URL('f', server.url), path(), { digest: { algorithm: 'sha256', value: digest }, ...options });
}

function expectWhole(): void {
  expect(readFileSync(path()).equals(body)).toBe(true);
  expect(readdirSync(folder)).toEqual(['linux.tar.xz']);
}

test('a file, with progress to its end', async () => {
  const progress: [number, number | undefined][] = [];
  await get(file(body), { progress: (done, total) => progress.push([done, total]) });
  expectWhole();
  expect(progress.at(-1)).toEqual([body.length, body.length]);
});

test('a connection that drops is taken up where it broke', async () => {
  await get(file(body, { upTo: 100_000, drops: 1 }));
  expectWhole();
  const resumed = Number(/^\/f bytes=(\d+)-$/.exec(server!.requests[1]!)![1]);
  expect(server!.requests).toHaveLength(2);
  expect(resumed).toBeGreaterThan(0);
});

test('so is what an interrupted run left', async () => {
  writeFileSync(part(), body.subarray(0, 123_456));
  await get(file(body));
  expectWhole();
  expect(server!.requests).toEqual(['/f bytes=123456-']);
});

test('a whole part needs no more than its digest', async () => {
  writeFileSync(part(), body);
  await get(file(body));
  expectWhole();
});

test('a server that knows no ranges sends it all again', async () => {
  writeFileSync(part(), body.subarray(0, 1000));
  await get(file(body, { ranges: false }));
  expectWhole();
});

test('a wrong part is thrown away and the file fetched whole', async () => {
  writeFileSync(part(), randomBytes(1000));
  await get(file(body));
  expectWhole();
  expect(server!.requests).toEqual(['/f bytes=1000-', '/f']);
});

test('a file that differs is refused, and nothing is left of it', async () => {
  await expect(get(file(randomBytes(10)))).rejects.toMatchObject({
    code: 'download-untrusted',
    message: expect.stringContaining(`instead of ${digest}`),
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a web page in its place is called one', async () => {
  await expect(get(text('<html>Log in</html>', 'text/html; charset=utf-8'))).rejects.toThrow(
    'is a web page instead of the file',
  );
  await expect(get(text('<html>Log in</html>'))).rejects.toThrow('web page');
});

test('a server that refuses is not asked again', async () => {
  await expect(get((_, response) => response.writeHead(403).end())).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('answered 403'),
  });
  expect(server!.requests).toHaveLength(1);
});

test.each([404, 410])('%i means that there is no such file', async (status) => {
  expect(await get((_, response) => response.writeHead(status).end())).toBe(false);
  expect(server!.requests).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that nobody knows the digest of does not go on with what an earlier run left', async () => {
  server = await serve({ '/f': file(body, { upTo: 100_000, drops: 1 }) });
  writeFileSync(`${path()}.${process.pid}.part`, 'something else');
  expect(await download(new URL('f', server.url), path())).toBe(true);
  expectWhole();
  expect(server.requests[0]).toBe('/f');
});

test('a server in trouble is tried again, and then given up', async () => {
  await get((request, response, count) =>
    count < 2 ? response.writeHead(503).end() : file(body)(request, response, count),
  );
  expectWhole();
  await server!.close();
  server = undefined;
  await expect(get((_, response) => response.writeHead(503).end())).rejects.toThrow('answered 503');
  expect(server!.requests).toHaveLength(3);
});

test('a server that falls silent is given up, and what came is kept', async () => {
  await expect(
    get(
      (_, response) => {
        response.writeHead(206, { 'content-length': body.length });
        response.flushHeaders();
      },
      { silence: 100 },
    ),
  ).rejects.toThrow('no byte for 0.1 s');
});

test('a slow server is not a silent one', async () => {
  const slow: Handler = (_, response) => {
    response.writeHead(200, { 'content-length': body.length });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(body.subarray(sent, sent + 30_000));
      sent += 30_000;
      if (sent >= body.length) response.end(() => clearInterval(timer));
    }, 30);
  };
  await get(slow, { silence: 250 });
  expectWhole();
});

test('nobody there', async () => {
  server = await serve({});
  await server.close();
  await expect(get(file(body))).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('aborted, keeps what it has for the next time', async () => {
  const controller = new AbortController();
  const stall: Handler = (_, response) => {
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.subarray(0, 50_000));
  };
  const getting = get(stall, { signal: controller.signal });
  getting.catch(() => {});
  while ((statSync(part(), { throwIfNoEntry: false })?.size ?? 0) === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort(new Error('ctrl-C'));
  await expect(getting).rejects.toThrow('ctrl-C');
  expect(statSync(part()).size).toBeGreaterThan(0);
});
