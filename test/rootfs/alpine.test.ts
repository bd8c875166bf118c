import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { provideGcompat } from '../../src/rootfs/alpine/gcompat.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { alpineFiles, apk, makeSigner, publishRelease, put } from '../support/archives.ts';
import { hear } from '../support/log.ts';
import { file, serve } from '../support/server.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** A mirror in a folder, with two series. */
async function aMirror() {
  const folder = ownFolder();
  const mirror = join(folder, 'mirror');
  for (const version of ['3.18.9', '3.19.3', '3.19.10']) publishRelease(mirror, version, alpineFiles(version));
  const context = await openContext({ folder: join(folder, 'cache'), log: hear() });
  const provide = (spec: string, alpineMirror = mirror) => provideRootfs(spec, { alpineMirror }, context);
  return { folder, mirror, context, provide };
}

/** The same over HTTP, without any listing. */
async function served(mirror: string) {
  const names = globSync('**', { cwd: mirror, onlyFiles: true });
  const server = await serve(
    Object.fromEntries(names.map((name) => [`/${name}`, file(readFileSync(join(mirror, name)))])),
  );
  onTestFinished(() => server.close());
  return server;
}

const versionOf = (tree: string) => readFileSync(join(tree, 'etc/alpine-release'), 'utf8').trim();

test.each([
  ['alpine', '3.19.10'],
  ['alpine:3.19', '3.19.10'],
  ['alpine:3.19.3', '3.19.3'],
  ['alpine:v3.18', '3.18.9'],
])('%s is %s of a mirror in a folder', async (spec, version) => {
  const { provide } = await aMirror();
  const { path } = await provide(spec);
  expect(versionOf(path)).toBe(version);
});

test('a release comes over HTTP, once', async () => {
  const { mirror, provide } = await aMirror();
  const server = await served(mirror);
  const first = await provide('alpine:3.19.3', server.url);
  expect(versionOf(first.path)).toBe('3.19.3');
  const asked = server.requests.length;
  expect(await provide('alpine:3.19.3', server.url)).toEqual(first);
  expect(server.requests.length).toBe(asked);
});

test('the newest release of a series is found on a server that lists nothing', async () => {
  const { mirror, provide } = await aMirror();
  const server = await served(mirror);
  expect(versionOf((await provide('alpine:3.19', server.url)).path)).toBe('3.19.10');
});

test('a wrong checksum, with both', async () => {
  const { mirror, provide } = await aMirror();
  const path = join(mirror, 'v3.19/releases/x86_64/alpine-minirootfs-3.19.3-x86_64.tar.gz');
  put(path, Buffer.concat([readFileSync(path), Buffer.from('x')]));
  await expect(provide('alpine:3.19.3')).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(
      /3\.19\.3-x86_64\.tar\.gz" is not what it should be: its sha512 is [0-9a-f]{128} instead of [0-9a-f]{128}$/,
    ),
  });
});

test.each<[string, string, (mirror: string) => void, RegExp]>([
  ['no checksum', 'alpine:3.19.3', (mirror) => rmSync(`${release(mirror)}.sha512`), /has no checksum beside it/],
  ['no such release', 'alpine:3.19.7', () => {}, /not on the mirror .*; it has 3\.19\.10, 3\.19\.3/],
  ['no such series', 'alpine:2.7', () => {}, /not on the mirror .*; it has 3\.19, 3\.18/],
  [
    'not even a version',
    'alpine:latest-ish',
    () => {},
    /expected a series or a release of Alpine, such as alpine:3\.19/,
  ],
])('%s', async (_, spec, change, message) => {
  const { mirror, provide } = await aMirror();
  change(mirror);
  await expect(provide(spec)).rejects.toMatchObject({ message: expect.stringMatching(message) });
});

const release = (mirror: string) => join(mirror, 'v3.19/releases/x86_64/alpine-minirootfs-3.19.3-x86_64.tar.gz');

test('a mirror that is down, one that errs and one that is not a mirror', async () => {
  const { provide, folder } = await aMirror();
  const server = await serve({
    '/v3.19/releases/x86_64/alpine-minirootfs-3.19.3-x86_64.tar.gz.sha512': (_, response) =>
      void response.writeHead(503).end(),
  });
  await expect(provide('alpine:3.19.3', server.url)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(/^cannot fetch "http.*": the server answered 503$/),
  });
  await server.close();
  const down = await serve({});
  await down.close();
  await expect(provide('alpine:3.19.3', down.url)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(/^cannot fetch "http.*": connect ECONNREFUSED/),
  });
  await expect(provide('alpine', join(folder, 'nowhere'))).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/^--alpine-mirror ".*": neither a URL \(http:, https:\) nor a folder$/),
  });
});

/** A mirror with gcompat, and a rootfs that trusts who signed it. */
async function withGcompat() {
  const { mirror, provide, context, folder } = await aMirror();
  const signer = makeSigner();
  publishRelease(mirror, '3.19.11', [
    ...alpineFiles('3.19.11'),
    { name: `./etc/apk/keys/${signer.name}`, content: signer.publicKey },
  ]);
  const packages = join(mirror, 'v3.19/main/x86_64');
  put(
    join(packages, 'gcompat-1.1.0-r4.apk'),
    apk(
      [
        { name: 'lib/libgcompat.so.0', content: 'g', mode: 0o755 },
        { name: 'lib64/ld-linux-x86-64.so.2', type: '2', target: '../lib/libgcompat.so.0' },
      ],
      signer,
    ),
  );
  for (const name of ['libucontext-1.2-r3', 'musl-obstack-1.2.3-r2'])
    put(join(packages, `${name}.apk`), apk([{ name: `lib/${name}`, content: name }], signer));
  const rootfs = await provide('alpine');
  return { mirror, packages, signer, rootfs, context, folder };
}

test("gcompat's files are for the places where they belong", async () => {
  const { mirror, rootfs, context } = await withGcompat();
  const files = await provideGcompat(rootfs, { alpineMirror: mirror }, context);
  const loader = files.find(({ path }) => path === '/lib64/ld-linux-x86-64.so.2');
  expect(readFileSync(loader!.source, 'utf8')).toBe('g');
  expect(files.map(({ path }) => relative('/lib', path)).sort()).toEqual(
    ['../lib64/ld-linux-x86-64.so.2', 'libgcompat.so.0', 'libucontext-1.2-r3', 'musl-obstack-1.2.3-r2'].sort(),
  );
});

test.each<[string, (packages: string) => void, RegExp]>([
  [
    'another key',
    (packages) => put(join(packages, 'gcompat-1.1.0-r4.apk'), apk([{ name: 'lib/x' }], makeSigner('other.rsa.pub'))),
    /is signed with the key other\.rsa\.pub, which the root file system does not have/,
  ],
  [
    "the key's name, but not the key",
    (packages) => put(join(packages, 'gcompat-1.1.0-r4.apk'), apk([{ name: 'lib/x' }], makeSigner())),
    /does not match its signature by the key/,
  ],
  [
    'damage',
    (packages) => put(join(packages, 'gcompat-1.1.0-r4.apk'), Buffer.from('nonsense')),
    /is damaged: a gzip member is missing/,
  ],
  ['no package', (packages) => rmSync(join(packages, 'gcompat-1.1.0-r4.apk')), /has no package gcompat/],
])('gcompat with %s is not used', async (_, change, message) => {
  const { mirror, packages, rootfs, context } = await withGcompat();
  change(packages);
  await expect(provideGcompat(rootfs, { alpineMirror: mirror }, context)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(message),
  });
});

test('gcompat is for Alpine', async () => {
  const { mirror, context, folder } = await withGcompat();
  put(join(folder, 'other/bin/sh'), '');
  const rootfs = await provideRootfs(join(folder, 'other'), {}, context);
  await expect(provideGcompat(rootfs, { alpineMirror: mirror }, context)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/is not Alpine \(no \/etc\/alpine-release\); use --libraries auto/),
  });
});

describe('with releases in the cache that came from another mirror', () => {
  async function aFullCache(offline: boolean) {
    const { mirror, provide, folder } = await aMirror();
    for (const version of ['3.18.9', '3.19.3']) await provide(`alpine:${version}`);
    const log = hear();
    const context = await openContext({ folder: join(folder, 'cache'), log, offline });
    const server = await served(mirror);
    const from = (spec: string, alpineMirror: string) => provideRootfs(spec, { alpineMirror }, context);
    return { log, server, from };
  }

  test.each([
    ['alpine', '3.19.3'],
    ['alpine:3.18', '3.18.9'],
    ['alpine:3.19', '3.19.3'],
    ['alpine:3.19.3', '3.19.3'],
  ])('offline, %s is %s, and nobody is asked', async (spec, version) => {
    const { log, server, from } = await aFullCache(true);
    const rootfs = await from(spec, server.url);
    expect([rootfs.spec, versionOf(rootfs.path)]).toEqual([spec, version]);
    expect(server.requests).toEqual([]);
    expect(log.infos).toEqual([`rootfs "${spec}" is Alpine ${version}, the newest in the cache (--offline)`]);
  });

  test.each(['alpine:3.20', 'alpine:3.19.10'])('offline, that %s is not there says what is', async (spec) => {
    const { server, from } = await aFullCache(true);
    await expect(from(spec, server.url)).rejects.toMatchObject({
      code: 'not-in-cache',
      message: expect.stringContaining('the cache, which has Alpine 3.19.3, Alpine 3.18.9; choose one of those'),
    });
  });

  test('offline, what the mirror said once is used, with a note', async () => {
    const { mirror, provide, folder } = await aMirror();
    const server = await served(mirror);
    await provide('alpine:3.19', server.url);
    const log = hear();
    const context = await openContext({ folder: join(folder, 'cache'), log, offline: true });
    const asked = server.requests.length;
    const { path } = await provideRootfs('alpine:3.19', { alpineMirror: server.url }, context);
    expect([versionOf(path), server.requests.length]).toEqual(['3.19.10', asked]);
    expect(log.infos).toEqual(['rootfs "alpine:3.19" is Alpine 3.19.10, from the cache (--offline)']);
  });

  test('a mirror that is away leaves the newest of the cache, with a warning', async () => {
    const { log, from } = await aFullCache(false);
    expect(versionOf((await from('alpine:3.19', 'http://127.0.0.1:9/')).path)).toBe('3.19.3');
    expect(log.warnings).toEqual([
      expect.stringMatching(/^cannot fetch "http:\/\/127.0.0.1:9\/.*; using Alpine 3\.19\.3, the newest in the cache$/),
    ]);
    await expect(from('alpine:3.20', 'http://127.0.0.1:9/')).rejects.toMatchObject({ code: 'download-failed' });
  });

  test('a mirror that answers is believed', async () => {
    const { server, from } = await aFullCache(false);
    expect(versionOf((await from('alpine:3.19', server.url)).path)).toBe('3.19.10');
    await expect(from('alpine:3.17', server.url)).rejects.toMatchObject({ code: 'rootfs-spec-invalid' });
  });
});
