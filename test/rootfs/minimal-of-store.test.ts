/** The rootfs `minimal` where there is no apt: from the busybox of a store, or an error that says how to have one. */
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Context, openContext } from '../../src/cache/context.ts';
import { saved } from '../../src/cache/remotes/remotes.ts';
import { busyboxInStore } from '../../src/kernel/store/busybox-in-store.ts';
import { packFiles } from '../../src/kernel/store/store-archive.ts';
import type { StoredBusybox } from '../../src/kernel/store/store-index.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { compile } from '../support/compile.ts';
import { folderRemote } from '../support/folder-remote.ts';
import { digestOf, indexOf, key, type StoreContent, signed, tarOf } from '../support/kernel-store.ts';
import { type Heard, hear } from '../support/log.ts';
import { type Server, serve } from '../support/server.ts';
import { ownFolder, sharedFolder } from '../support/temporary-folder.ts';

const asset = 'busybox-1.35.0-4-x86_64.tar.gz';
const date = '2026-11-26T00:00:00.000Z';

/** Static, as a busybox is, and leaves a file where the variable says. */
const source = `
  #include <stdio.h>
  #include <stdlib.h>
  int main(void) {
    FILE *trace = fopen(getenv("TRACE"), "w");
    if (trace) fclose(trace);
    puts("bin/busybox\\nbin/sh\\nsbin/halt");
    return 0;
  }`;
const shared = sharedFolder();
const sham = readFileSync(compile(join(shared, 'sham'), source, '-static'));

let folder: string;
let trace: string;
let log: Heard;
/** What a busybox comes in: a sham one, which leaves a file when it is started. */
let files: Map<string, Buffer>;

beforeEach(() => {
  folder = ownFolder();
  trace = join(folder, 'started');
  log = hear();
  files = new Map([
    ['busybox', sham],
    ['copyright', Buffer.from('GPL-2')],
    ['SOURCE', Buffer.from('apt-get source busybox')],
  ]);
  vi.stubEnv('PATH', '/nowhere');
  vi.stubEnv('TRACE', trace);
  onTestFinished(() => void vi.unstubAllEnvs());
});

function storeWith(archive: Buffer, more: Partial<StoredBusybox> = {}): StoreContent {
  const own = { version: '1:1.35.0-4', asset, size: archive.length, sha256: digestOf(archive), date, ...more };
  return { ...signed(indexOf([], { busybox: own })), [asset]: archive };
}

async function served(content: StoreContent): Promise<Server> {
  const handlers = Object.entries(content).map(([name, bytes]) => [
    `/${name}`,
    (_: unknown, to: Sink) => to.end(bytes),
  ]);
  const server = await serve(Object.fromEntries(handlers));
  onTestFinished(() => server.close());
  return server;
}

interface Sink {
  end(bytes: Buffer): void;
}

const aContext = (more: Partial<Context & { remotes: ReturnType<typeof folderRemote>[] }> = {}) =>
  openContext({ folder: join(folder, 'cache'), log, ...more });

async function provide(store: string, context?: Context) {
  const offeredBusybox = (context: Context) => busyboxInStore({ store }, context);
  return provideRootfs('minimal', { offeredBusybox }, context ?? (await aContext()));
}

test('busybox comes from the store, once, and is saved nowhere else', async () => {
  const server = await served(storeWith(await packFiles(files, 'busybox')));
  const store = `${server.url}#key=${key}`;
  const remote = folderRemote('a remote', join(folder, 'remote'));
  const context = await aContext({ remotes: [remote] });
  const { path, source } = await provide(store, context);
  expect(source).toBe(`busybox 1:1.35.0-4 from the store "${server.url}"`);
  expect(readFileSync(join(path, 'bin/busybox'))).toEqual(files.get('busybox'));
  expect(lstatSync(join(path, 'bin/sh')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(path, 'etc/os-release'), 'utf8')).toContain('(busybox 1:1.35.0-4)');
  expect(log.infos).toEqual([`rootfs "minimal": busybox 1:1.35.0-4 from the store "${server.url}"`]);
  await saved(context);
  expect(remote.asked.filter((asked) => asked.startsWith('save'))).toEqual([]);

  expect(await provide(store)).toEqual({ spec: 'minimal', path, source });
  await server.close();
  expect(await provide(store, await aContext({ offline: true }))).toEqual({ spec: 'minimal', path, source });
  expect(server.requests).toEqual(['/index.json', '/index.json.sig', `/${asset}`]);
  expect(log.warnings).toEqual([]);
});

test('what its licences ask for is in the archive, and lies beside the executable', async () => {
  const { url } = await served(storeWith(await packFiles(files, 'busybox')));
  const { path } = await provide(`${url}#key=${key}`);
  const documents = join(path, 'usr/share/doc/busybox-static');
  expect(readdirSync(documents).sort()).toEqual(['SOURCE', 'copyright']);
});

test('the one in the cache takes the place of a store that is gone', async () => {
  const server = await served(storeWith(await packFiles(files, 'busybox')));
  const { path, source } = await provide(`${server.url}#key=${key}`);
  expect(await provide('none')).toEqual({ spec: 'minimal', path, source });
  expect(log.warnings).toEqual([expect.stringContaining('using busybox 1-1.35.0-4, the newest in the cache')]);
});

const edited = (bytes: Buffer) => Buffer.from(bytes.map((byte, index) => (index === 100 ? byte ^ 1 : byte)));
const tampered: [what: string, make: () => StoreContent | Promise<StoreContent>, says: string][] = [
  ['no busybox', () => signed(indexOf([])), 'does not have a busybox'],
  [
    'no archive',
    async () => signed(JSON.parse(String(storeWith(await packFiles(files, 'busybox'))['index.json']))),
    'is not there',
  ],
  [
    'an archive that was changed',
    async () => {
      const archive = await packFiles(files, 'busybox');
      return { ...storeWith(archive), [asset]: edited(archive) };
    },
    'is not what it should be',
  ],
  [
    'a symbolic link',
    () => storeWith(tarOf([{ path: 'busybox', type: '2', target: '/bin/sh' }])),
    'not a regular file',
  ],
  ['a path upwards', () => storeWith(tarOf([{ path: '../busybox' }])), 'does not belong there'],
  ['a file of a kernel', () => storeWith(tarOf([{ path: 'linux.uml' }])), 'does not belong there'],
  [
    'an archive without busybox',
    async () => storeWith(await packFiles(new Map([['SOURCE', Buffer.alloc(1)]]), 'busybox')),
    'lacks busybox',
  ],
  [
    'a busybox that is a script',
    async () => storeWith(await packFiles(new Map([['busybox', Buffer.from('#!/bin/sh\n: > $TRACE\n')]]), 'busybox')),
    'is not a static program for x86-64',
  ],
  [
    'a busybox that is not static',
    async () => storeWith(await packFiles(new Map([['busybox', readFileSync('/bin/true')]]), 'busybox')),
    'is not a static program for x86-64',
  ],
  [
    'an asset above the store',
    () => storeWith(Buffer.alloc(1), { asset: '../x.tar.gz' }),
    'is not an index of kernels',
  ],
  ['a version that is a path', () => storeWith(Buffer.alloc(1), { version: '1/../..' }), 'is not an index of kernels'],
];

test.each(tampered)('a store with %s gives none, and the error names both ways', async (_, make, says) => {
  const { url } = await served(await make());
  const error = await provide(`${url}#key=${key}`).catch((cause) => cause);
  expect(error).toMatchObject({ kind: 'machine', code: 'tool-missing' });
  expect(error.message).toMatch(/^this machine does not have apt .* and .*; name a store that has a busybox /);
  expect(error.message).toContain(says);
  expect(existsSync(trace)).toBe(false);
});

test('without a store, too, the error names both ways', async () => {
  await expect(provide('none')).rejects.toThrow(
    /does not have apt .*; and the store of kernels is turned off \(--kernel-store none\); name a store/,
  );
});

test('a folder is a store, too', async () => {
  for (const [name, bytes] of Object.entries(storeWith(await packFiles(files, 'busybox'))))
    writeFileSync(join(folder, name), bytes);
  expect((await provide(`${folder}#key=${key}`)).path).toContain('busybox-static_1-1.35.0-4_amd64_');
});
