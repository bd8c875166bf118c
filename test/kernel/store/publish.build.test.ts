/** Stores that are published, of kernels that are sham, but built, packed and started. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../../src/cache/context.ts';
import { readElf } from '../../../src/elf/elf.ts';
import { provideKernel } from '../../../src/kernel/kernel.ts';
import type { KernelOptions } from '../../../src/kernel/kernel-options.ts';
import { packKernel } from '../../../src/kernel/store/pack-kernel.ts';
import { type Publication, publishStore } from '../../../src/kernel/store/publish.ts';
import { readFiles } from '../../../src/kernel/store/store-archive.ts';
import { writeStore } from '../../../src/kernel/store/write-store.ts';
import { UmlRunError } from '../../../src/model/errors.ts';
import { runs } from '../../support/boots.ts';
import { writeFakeTree } from '../../support/fake-tree.ts';
import {
  digestOf,
  indexOf,
  key,
  packedBusybox,
  pair,
  shamConfig,
  shamSource,
  signed,
  writeStoreFolder,
} from '../../support/kernel-store.ts';
import { type Heard, hear } from '../../support/log.ts';
import { ownFolder } from '../../support/temporary-folder.ts';

let root: string;
let store: string;
let log: Heard;
/** What takes the place of apt's. */
let busybox: Publication['busybox'];

beforeEach(() => {
  busybox = () => packedBusybox('1:1.35.0-4');
  root = ownFolder();
  store = join(root, 'store');
  log = hear();
});

/** A tarball of sources, of which something that answers as a kernel is made. */
async function aTarball(name = 'linux-9.8.7', flags = ''): Promise<string> {
  const sham = join(root, 'sham.c');
  writeFileSync(sham, shamSource('9.8.7', join(root, 'started')));
  const tree = writeFakeTree(join(root, name), [`gcc ${flags} -o made ${sham}`]);
  const path = `${tree}.tar.xz`;
  await execa('tar', ['--create', '--xz', '--file', path, '--directory', root, name]);
  rmSync(tree, { recursive: true });
  return path;
}

const openCacheOf = (name: string) => openContext({ folder: join(root, name), log });

const busyboxAsset = 'busybox-1.35.0-4-x86_64.tar.gz';

/** Each with a cache of its own: it is built again. */
async function publish(
  specs: string[],
  options: Partial<KernelOptions> = {},
  privateKey: KeyObject = pair.privateKey,
  folder = store,
) {
  const context = await openCacheOf(`cache-${Math.random()}`);
  const publication = { folder, specs, key: privateKey, busybox };
  return publishStore(publication, { ...runs, configuration: ['base'], ...options }, context);
}

test('what is published can be taken from the store, brings its C library, and is started with that', async () => {
  const tarball = await aTarball();
  const index = await publish([tarball]);
  const { asset, sha256 } = index.kernels[0]!;
  expect(asset).toBe(`linux-9.8.7-base-x86_64-${sha256.slice(0, 12)}.tar.gz`);
  const archive = readFileSync(join(store, asset));
  expect(readdirSync(store).sort()).toEqual([busyboxAsset, 'index.json', 'index.json.sig', asset]);
  expect(index.kernels).toMatchObject([
    {
      release: '9.8.7',
      series: '9.8',
      flavour: 'base',
      asset,
      size: archive.length,
      sha256: digestOf(archive),
      config: digestOf(shamConfig.trim()),
      compiler: expect.stringContaining('gcc'),
      libc: expect.stringContaining('ldd'),
      source: digestOf(readFileSync(tarball)),
    },
  ]);
  const names = [...(await readFiles(archive, asset)).keys()];
  expect(names).toEqual(['config', 'kernel.json', 'lib/ld-linux-x86-64.so.2', 'lib/libc.so.6', 'linux.uml']);
  const context = await openCacheOf('user');
  const kernel = await provideKernel('9.8', { ...runs, store: `${store}#key=${key}` }, context);
  expect(kernel).toMatchObject({
    version: '9.8.7',
    source: expect.stringMatching(/^from the store ".*\/store": built from linux-9\.8\.7\.tar\.xz \(base; gcc/),
  });
  const libraries = join(dirname(kernel.path), 'lib');
  expect(readElf(kernel.path)?.interpreter).toBe(join(libraries, 'ld-linux-x86-64.so.2'));
  const { stdout } = await execa('ldd', [kernel.path]);
  expect(stdout).toContain(`libc.so.6 => ${libraries}/libc.so.6`);
  expect(log.warnings).toEqual([]);
});

test('the same input gives the same bytes, wherever it is built', async () => {
  const tarball = await aTarball();
  const [one] = (await publish([tarball])).kernels;
  const elsewhere = await publish([tarball], {}, pair.privateKey, join(root, 'elsewhere'));
  expect(elsewhere.kernels[0]!.sha256).toBe(one!.sha256);
  const again = await publish([tarball]);
  // They are the kernel that was there.
  expect(again.kernels).toEqual([one]);
  expect(log.warnings).toEqual([]);
});

test('nor does it matter which tools a machine has that are not used', async () => {
  const versions = '{ $(RUSTC) --version; $(PAHOLE) --version; } 2>&1 | sha256sum | cut -c1-32';
  const tarball = await aTarball('linux-9.8.7', `-Wl,--build-id=0x$$(${versions})`);
  const [one] = (await publish([tarball])).kernels;
  const path = join(root, 'path');
  mkdirSync(path);
  for (const name of ['rustc', 'pahole']) writeFileSync(join(path, name), '#!/bin/sh\necho 99.9\n', { mode: 0o755 });
  vi.stubEnv('PATH', [path, process.env.PATH].join(delimiter));
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await publish([tarball])).kernels).toEqual([one]);
  expect(log.warnings).toEqual([]);
});

test('that the same input gives other bytes is said', async () => {
  const tarball = await aTarball('linux-9.8.7', '-Wl,--build-id=0x$$(date +%s%N)0');
  await publish([tarball]);
  await publish([tarball]);
  expect(log.warnings).toEqual([expect.stringContaining('Linux 9.8.7 (base) has other bytes than before')]);
});

test('what is there stays in the index, as long as its archive does, and the serial grows', async () => {
  const tarball = await aTarball();
  const first = await publish([tarball]);
  const flavoursOf = async (...configuration: string[]) => {
    const { kernels, serial } = await publish([tarball], { configuration });
    return [kernels.map(({ flavour }) => flavour).join(), serial > first.serial];
  };
  expect(await flavoursOf('tiny')).toEqual(['base,tiny', true]);
  rmSync(join(store, first.kernels[0]!.asset));
  expect(await flavoursOf('debug')).toEqual(['debug,tiny', true]);
});

test('an index of another key is not replaced', async () => {
  const tarball = await aTarball();
  await publish([tarball]);
  const before = readFileSync(join(store, 'index.json'));
  const { privateKey } = generateKeyPairSync('ed25519');
  await expect(publish([tarball], {}, privateKey)).rejects.toMatchObject({
    message: expect.stringContaining('was not signed with this key'),
  });
  expect(readFileSync(join(store, 'index.json'))).toEqual(before);
});

test('before anything is built, a folder that cannot be the store is refused', async () => {
  const never: Publication['busybox'] = () => Promise.reject(new Error('busybox was fetched'));
  busybox = never;
  mkdirSync(store);
  writeStoreFolder(store, signed(indexOf([])));
  const { privateKey } = generateKeyPairSync('ed25519');
  const tarball = join(root, 'linux-9.8.7.tar.xz');
  await expect(publish([tarball], {}, privateKey)).rejects.toThrow('was not signed with this key');
  for (const folder of ['/proc/store', '/proc', join(store, 'index.json')])
    await expect(publish([tarball], {}, pair.privateKey, folder)).rejects.toMatchObject({
      code: 'output-unwritable',
      message: expect.stringContaining(`cannot write the store "${folder}"`),
    });
  expect(readdirSync(store).sort()).toEqual(['index.json', 'index.json.sig']);
});

test('a kernel that cannot be built, or does not boot, costs no other its place', async () => {
  const [good, bad] = [await aTarball(), await aTarball('linux-9.8.6', '--no-such-flag')];
  const published = publish([bad, good]);
  await expect(published).rejects.toMatchObject({ code: 'kernel-build-failed', message: expect.stringContaining(bad) });
  expect(readdirSync(store)).toContainEqual(expect.stringMatching(/^linux-9\.8\.7-base-x86_64-[0-9a-f]{12}\.tar\.gz$/));
  expect(log.warnings).toEqual([expect.stringContaining(`${bad} (base) is not published`)]);
  // The built kernel boots; the packed one, in another place, does not.
  const checkBoots = (path: string) => (path.includes(root) ? Promise.resolve() : Promise.reject(new Error('no init')));
  const other = join(root, 'other');
  await expect(publish([good], { checkBoots }, pair.privateKey, other)).rejects.toThrow('not published');
  expect(log.warnings.at(-1)).toContain('packed, does not boot: no init');
  expect(readdirSync(other).filter((name) => name.endsWith('.gz'))).toEqual([busyboxAsset]);
});

test('base-static is published only where it came out static, and taken only then', async () => {
  const only = { configuration: ['base-static'] };
  const dynamic = await aTarball();
  await expect(publish([dynamic], only)).rejects.toThrow('not published');
  expect(log.warnings).toEqual([
    expect.stringContaining('Linux 9.8.7 is not static, although base-static asks for it'),
  ]);
  const { kernels } = await publish([await aTarball('linux-9.8.7', '-static')], only);
  expect(kernels).toMatchObject([{ flavour: 'base-static' }]);
  const names = [...(await readFiles(readFileSync(join(store, kernels[0]!.asset)), 'x')).keys()];
  expect(names).toEqual(['config', 'kernel.json', 'linux.uml']);
  const { path } = await provideKernel(
    '9.8',
    { ...runs, ...only, store: `${store}#key=${key}` },
    await openCacheOf('user'),
  );
  expect(readElf(path)?.interpreter).toBeUndefined();
});

test('a kernel of an older cache that is not static is not packed as base-static', async () => {
  const context = await openCacheOf('cache');
  const { path } = await provideKernel(await aTarball(), { ...runs, store: 'none' }, context);
  await expect(packKernel(dirname(path), 'base-static', 'ldd', context)).rejects.toThrow('(base-static) is not static');
});

test('what would be listed as another release, or in an index that nobody takes, is not published', async () => {
  const context = await openCacheOf('cache');
  const { path } = await provideKernel(await aTarball(), { ...runs, store: 'none' }, context);
  const packed = await packKernel(dirname(path), 'base', 'ldd', context);
  const odd = { ...packed, entry: { ...packed.entry, compiler: 'gcc (Größe) 12' } };
  await expect(writeStore(store, { kernels: [odd] }, pair.privateKey, log)).rejects.toThrow(
    'is not an index of kernels',
  );
  expect(readdirSync(store)).not.toContain('index.json');
  const record = join(dirname(path), 'kernel.json');
  writeFileSync(record, readFileSync(record, 'utf8').replace('"9.8.7"', '"9.8.0-rc1"'));
  await expect(packKernel(dirname(path), 'base', 'ldd', context)).rejects.toThrow('9.8.0-rc1 is not a release');
});

test('busybox is replaced by a newer one, and stays where there is none', async () => {
  const tarball = await aTarball();
  const first = await publish([tarball]);
  expect(first.busybox).toMatchObject({ version: '1:1.35.0-4', asset: busyboxAsset });
  const archive = readFileSync(join(store, busyboxAsset));
  expect(first.busybox).toMatchObject({ size: archive.length, sha256: digestOf(archive) });
  expect((await publish([tarball])).busybox).toEqual(first.busybox);
  const noApt = new UmlRunError('archive-unavailable', 'apt has none');
  busybox = () => Promise.reject(noApt);
  await expect(publish([tarball])).rejects.toThrow('not published: busybox');
  expect(log.warnings).toEqual(['busybox is not published: apt has none']);
  expect(JSON.parse(readFileSync(join(store, 'index.json'), 'utf8')).busybox).toEqual(first.busybox);
  busybox = () => packedBusybox('1:1.36.1-9');
  expect((await publish([tarball])).busybox).toMatchObject({ version: '1:1.36.1-9' });
});

test('only what others could build, too, is published', async () => {
  const tarball = await aTarball();
  for (const spec of ['distro', '/bin/true', `${root}/`])
    await expect(publish([tarball, spec])).rejects.toMatchObject({ code: 'kernel-unsuitable' });
  const fragment = join(root, 'my.config');
  writeFileSync(fragment, '');
  for (const configuration of [[fragment], ['base', 'nothing']])
    await expect(publish([tarball], { configuration })).rejects.toMatchObject({ code: 'option-invalid' });
  expect(readdirSync(root)).not.toContain(basename(store));
});
