import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Digest } from '../../src/net/download.ts';
import { fetchFrom, listOf, openMirror, readFrom, readTextFrom } from '../../src/net/mirror.ts';
import { file, type Handler, serve, text } from '../support/server.ts';
import { ownFolder } from '../support/temporary-folder.ts';

// One that began with `<` would look like a web page.
const body = Buffer.concat([Buffer.alloc(1), randomBytes(299_999)]);
const digest: Digest = { algorithm: 'sha512', value: createHash('sha512').update(body).digest('hex') };

async function aServer(handlers: Record<string, Handler> = {}) {
  const listing = '<a href="../">up</a> <a href="./v1/">v1/</a> <A HREF=a%20b.txt>a b</A> <a href="100%">';
  const server = await serve({
    '/m/': text(listing, 'text/html'),
    '/m/v1/file': file(body, { upTo: 100_000, drops: 1 }),
    '/m/text': text('grüße'),
    ...handlers,
  });
  onTestFinished(() => server.close());
  return { server, mirror: await openMirror(`${server.url}m`, '--mirror') };
}

async function aFolder() {
  const folder = ownFolder();
  mkdirSync(join(folder, 'v1'));
  writeFileSync(join(folder, 'v1/file'), body);
  writeFileSync(join(folder, 'text'), 'grüße');
  return { mirror: await openMirror(`file://${folder}`, '--mirror') };
}

test.each([
  ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  ['a device', (path: string) => symlinkSync('/dev/zero', path)],
  ['a folder', (path: string) => mkdirSync(path)],
])('%s in a folder is not read', async (_, make) => {
  const folder = ownFolder();
  make(join(folder, 'file'));
  const mirror = await openMirror(folder, '--mirror');
  const error = { code: 'download-failed', message: `"${join(folder, 'file')}" is not a regular file` };
  await expect(readFrom(mirror, 'file')).rejects.toMatchObject(error);
  await expect(fetchFrom(mirror, 'file', join(folder, 'to'), { digest })).rejects.toMatchObject(error);
});

describe.each([
  ['a server', aServer],
  ['a folder', aFolder],
])('%s as mirror', (_, open) => {
  test('is read', async () => {
    const { mirror } = await open();
    expect(await readTextFrom(mirror, 'text')).toBe('grüße');
    expect(await readFrom(mirror, 'nothing')).toBeUndefined();
    expect(await readFrom(mirror, 'text/nothing')).toBeUndefined();
    expect(await listOf(mirror, '')).toContain('v1');
    expect(await listOf(mirror, 'nothing/')).toEqual([]);
  });

  test('has files fetched, checked by their digests', async () => {
    const { mirror } = await open();
    const target = join(ownFolder(), 'new/file');
    expect(await fetchFrom(mirror, 'v1/file', target, { digest })).toBe(true);
    expect(readFileSync(target).equals(body)).toBe(true);
    expect(readdirSync(join(target, '..'))).toEqual(['file']);
  });

  test('leaves nothing of a file that differs from its digest, or is not there', async () => {
    const { mirror } = await open();
    const folder = ownFolder();
    const other: Digest = { algorithm: 'sha256', value: '0'.repeat(64) };
    await expect(fetchFrom(mirror, 'v1/file', join(folder, 'file'), { digest: other })).rejects.toMatchObject({
      code: 'download-untrusted',
      message: expect.stringMatching(
        /^".*v1\/file" is not what it should be: its sha256 is [0-9a-f]{64} instead of 0{64}$/,
      ),
    });
    expect(await fetchFrom(mirror, 'nothing', join(folder, 'file'), { digest })).toBe(false);
    expect(await fetchFrom(mirror, 'text/nothing', join(folder, 'file'))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is left at once when the signal says so', async () => {
    const { mirror } = await open();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(fetchFrom(mirror, 'v1/file', join(ownFolder(), 'file'), { signal })).rejects.toThrow('enough');
  });
});

test('a download from a server goes on where it broke off', async () => {
  const { server, mirror } = await aServer();
  await fetchFrom(mirror, 'v1/file', join(ownFolder(), 'file'));
  expect(server.requests).toEqual(['/m/v1/file', expect.stringMatching(/^\/m\/v1\/file bytes=\d+-$/)]);
});

test("a server's list is what its page links to", async () => {
  const { mirror } = await aServer();
  expect(await listOf(mirror, '')).toEqual(['..', 'v1', 'a b.txt', '100%']);
});

test('a file that is too large for memory is an error of the machine', async () => {
  const { mirror } = await aServer({ '/m/large': file(Buffer.alloc(17 << 20)) });
  await expect(readFrom(mirror, 'large')).rejects.toMatchObject({
    code: 'download-failed',
    message: expect.stringMatching(/ is larger than 16 MB/),
  });
});

test.each(['http://example.invalid/x?token=y', 'https://example.invalid/x#y'])('%s is no folder', async (name) => {
  await expect(openMirror(name, '--mirror')).rejects.toMatchObject({
    code: 'mirror-invalid',
    message: `--mirror "${name}": a URL of a folder has no "?" and no "#"`,
  });
});

test.each(['/no/such/folder', 'http://', 'ftp://example.invalid/', '/dev/null'])('%s is not a mirror', async (name) => {
  await expect(openMirror(name, '--mirror')).rejects.toMatchObject({
    code: 'mirror-invalid',
    message: expect.stringMatching(/^--mirror ".*": (not a valid URL|neither a URL \(http:, https:\) nor a folder)$/),
  });
});
