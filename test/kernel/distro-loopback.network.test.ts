import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Context, openContext } from '../../src/cache/context.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import type { UmlRunError } from '../../src/model/errors.ts';
import { noBoots } from '../support/boots.ts';
import { type DebianArchive, makeSigner, startDebianArchive } from '../support/debian-archive.ts';
import { fakeKernel } from '../support/fake-kernel.ts';
import { type Heard, hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 });

let root: string;
let cache: string;
let archive: DebianArchive;
let log: Heard;

beforeEach(async () => {
  root = ownFolder();
  cache = join(root, 'cache');
  log = hear();
  archive = await startDebianArchive(root);
  await archive.publish('bookworm', 'oldstable', [fakeKernel(root, '6.1', '6.1.99')]);
  await archive.publish('trixie', 'stable', [fakeKernel(root, '6.12', '6.12.3')]);
  return () => archive.close();
});

const aRun = (): Promise<Context> => openContext({ folder: cache, log });

/** Each run opens the cache again. */
async function inARun(spec: string, more: { refresh?: boolean; signal?: AbortSignal } = {}) {
  const { signal, ...options } = more;
  const from = { aptArchive: archive.uri, aptKeyring: archive.keyring, ...noBoots, ...options };
  return provideKernel(spec, from, { ...(await aRun()), signal });
}

/** Nothing may be left of work that failed. */
async function expectNothingHalfMade(): Promise<void> {
  expect(await readdir(join(cache, 'making'))).toEqual([]);
  expect(await readdir(join(cache, 'kernels')).catch(() => [])).toEqual([]);
}

const isDeb = (path: string) => path.endsWith('.deb');

test('a series, a suite, its alias or a version names a kernel of the suites that there are', async () => {
  const context = await aRun();
  const options = { aptArchive: archive.uri, aptKeyring: archive.keyring, ...noBoots };
  const specs = ['distro:6.1', 'distro:bookworm', 'distro:oldstable', 'distro:6.1um1'];
  const kernels = await Promise.all(specs.map((spec) => provideKernel(spec, options, context)));
  const { path, modules } = kernels[0]!;
  expect(kernels).toEqual(
    specs.map((spec) => ({
      spec,
      name: '6.1.99',
      version: '6.1.99',
      source: 'Debian package user-mode-linux 6.1um1 (bookworm)',
      path,
      modules,
      privateMegabytes: 512,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })),
  );
  expect((await execa(path, { cwd: '/' })).stdout).toBe('6.1.99');
  expect(await readdir(modules!)).toEqual(['6.1.99']);
  expect(log.warnings).toEqual([]);
});

test.each<[string, (modules: string) => Promise<void>]>([
  ['removed', (modules) => rm(modules, { recursive: true })],
  ['damaged', (modules) => writeFile(join(modules, '6.1.99/modules.dep'), 'else')],
])('modules that were %s come from the package once they are wanted', async (_, harm) => {
  const { modules } = await inARun('distro:6.1');
  const content = await readFile(join(modules!, '6.1.99/modules.dep'), 'utf8');
  await harm(modules!);
  archive.requests.length = 0;
  const { path, modules: few, laterModules } = await inARun('distro:6.1');
  expect(few).toBe(join(dirname(path), 'modules'));
  expect(await readFile(join(few!, '6.1.99/modules.dep'), 'utf8')).toBe(content);
  expect(archive.requests.filter(isDeb)).toEqual([]);
  expect(laterModules!.areThere()).toBe(false);
  await Promise.all([laterModules!.provide(), laterModules!.provide()]);
  expect(laterModules!.areThere()).toBe(true);
  expect(archive.requests.filter(isDeb)).toHaveLength(1);
  expect(await readFile(join(laterModules!.folder, '6.1.99/modules.dep'), 'utf8')).toBe(content);
  expect(laterModules!.folder).toBe(modules);
});

test('what is in no suite is an error of the user, with what there is', async () => {
  await expect(inARun('distro:9.9')).rejects.toMatchObject({
    kind: 'usage',
    message: 'kernel "distro:9.9": no such package; the archive has 6.1 (bookworm), 6.12 (trixie)',
  });
});

test('a warm run asks the archive nothing', async () => {
  await inARun('distro:6.12');
  await archive.close();
  archive.requests.length = 0;
  vi.stubEnv('PATH', root);
  onTestFinished(() => void vi.unstubAllEnvs());
  await writeFile(join(root, 'getconf'), '#!/bin/sh\nexec /usr/bin/getconf "$@"\n', { mode: 0o755 });
  expect((await inARun('distro:6.12')).version).toBe('6.12.3');
  expect(log.warnings).toEqual([]);
});

test('a day later the archive is asked again, and when it is down the memory is used', async () => {
  await inARun('distro:6.12');
  for (const name of await readdir(join(cache, 'memory'))) {
    const file = join(cache, 'memory', name);
    const memory = JSON.parse(await readFile(file, 'utf8'));
    // What is kept by the looks of this machine's files has no time.
    if ('time' in memory) await writeFile(file, JSON.stringify({ ...memory, time: memory.time - 25 * 3_600_000 }));
  }
  await archive.close();
  expect((await inARun('distro:6.12')).version).toBe('6.12.3');
  expect(log.warnings).toEqual([expect.stringMatching(/Could not connect.*; using the answer from .* UTC$/)]);
});

test.each([
  ['moved', ['mv']],
  ['copied', ['cp', '-a']],
])('a cache folder that was %s still knows what the archive has', async (_, [command = '', ...words]) => {
  await inARun('distro:6.1');
  const elsewhere = join(root, 'elsewhere');
  await execa(command, [...words, cache, elsewhere]);
  cache = elsewhere;
  archive.requests.length = 0;
  expect((await inARun('distro:6.12')).version).toBe('6.12.3');
  expect(archive.requests).toEqual([expect.stringMatching(/\.deb$/)]);
  expect(log.warnings).toEqual([]);
});

test('indexes that were lost from the cache folder are fetched anew', async () => {
  await inARun('distro:6.1');
  const [folder = ''] = await readdir(join(cache, 'apt'));
  await execa('rm', ['-r', join(cache, 'apt', folder, 'trixie/lists')]);
  expect((await inARun('distro:6.12')).version).toBe('6.12.3');
  expect(log.warnings).toEqual([]);
});

test('offline, the archive is not asked, however old the memory is', async () => {
  await inARun('distro:6.12');
  const asked = archive.requests.length;
  const offline = async (aptArchive: string) =>
    provideKernel(
      'distro:6.12',
      { aptArchive, aptKeyring: archive.keyring, refresh: true, ...noBoots },
      await openContext({ folder: cache, log, offline: true }),
    );
  for (const uri of [archive.uri, `${archive.uri}/of-another-name`])
    expect((await offline(uri)).version).toBe('6.12.3');
  expect(archive.requests.length).toBe(asked);
  const note = (what: string) => `kernel "distro:6.12" is Linux 6.12.3, ${what} (--offline)`;
  expect(log.infos).toEqual([note('from the cache'), note('the newest in the cache')]);
});

test('an archive that is away, and was never asked, leaves the newest of the cache, with a warning', async () => {
  await inARun('distro:6.12');
  const { uri, keyring } = archive;
  await archive.close();
  const from = { aptArchive: `${uri}/of-another-name`, aptKeyring: keyring, ...noBoots };
  expect((await provideKernel('distro:6.12', from, await aRun())).version).toBe('6.12.3');
  expect(log.warnings).toEqual([expect.stringMatching(/cannot be reached: .*; using Linux 6\.12\.3, the newest in/)]);
});

test('on request the archive is asked again', async () => {
  await inARun('distro:6.12');
  await archive.publish('trixie', 'stable', [fakeKernel(root, '6.12.1', '6.12.4')]);
  expect((await inARun('distro:6.12')).version).toBe('6.12.3');
  expect((await inARun('distro:6.12', { refresh: true })).version).toBe('6.12.4');
});

test('a spec that the memory does not know has the archive asked again', async () => {
  await inARun('distro:6.12');
  await archive.publish('forky', 'testing', [fakeKernel(root, '7.2', '7.2.1')]);
  expect((await inARun('distro:7.2')).version).toBe('7.2.1');
});

test('a series that has left the archive comes from the cache, with a warning', async () => {
  await inARun('distro:6.1');
  await archive.publish('bookworm', 'oldstable', []);
  await inARun('distro:6.12', { refresh: true });
  archive.requests.length = 0;
  for (const spec of ['distro:6.1', 'distro:bookworm', 'distro:6.1um1']) {
    expect((await inARun(spec)).version).toBe('6.1.99');
    expect(archive.requests).toEqual([]);
    const words = `kernel "${spec}": no such package; the archive has 6.12 (trixie); using Linux 6.1.99, the newest in the cache`;
    expect(log.warnings.splice(0)).toEqual([words]);
  }
  await expect(inARun('distro:6.1', { refresh: true })).rejects.toMatchObject({ code: 'kernel-not-found' });
});

test('an archive that is away, and of which nothing is remembered, leaves what is in the cache', async () => {
  await inARun('distro:6.1');
  await execa('rm', ['-r', join(cache, 'memory')]);
  await archive.close();
  expect((await inARun('distro:6.1')).version).toBe('6.1.99');
  expect(log.warnings).toEqual([
    expect.stringMatching(/^cannot read the archive .*; using Linux 6\.1\.99, the newest in the cache$/),
  ]);
  await expect(inARun('distro:6.12')).rejects.toMatchObject({ code: 'archive-unavailable' });
});

test('a package that the archive has replaced meanwhile has it asked again', async () => {
  await inARun('distro:6.1');
  archive.alter = (path, bytes) => (isDeb(path) ? Buffer.from('gone') : bytes);
  await archive.publish('trixie', 'stable', [fakeKernel(root, '6.12.1', '6.12.4')]);
  archive.alter = (_, bytes) => bytes;
  await execa('rm', [join(root, 'debian/pool/trixie/user-mode-linux_6.12um1_amd64.deb')]);
  expect((await inARun('distro:6.12')).version).toBe('6.12.4');
});

test.each([
  ['other bytes of the same size', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -4), Buffer.from('hack')])],
  ['fewer bytes', (bytes: Buffer) => bytes.subarray(0, -100)],
])('a package that arrives with %s is refused', async (_, tamper) => {
  archive.alter = (path, bytes) => (isDeb(path) ? tamper(bytes) : bytes);
  await expect(inARun('distro:6.1')).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(
      /^package user-mode-linux 6\.1um1: what the archive sent is not what its signed index says/,
    ),
  });
  await expectNothingHalfMade();
});

test('an index that was changed is refused, and so is one that nobody known has signed', async () => {
  archive.alter = (path, bytes) => (/bookworm.*Packages/.test(path) ? Buffer.from(`${bytes}\nX: y\n`) : bytes);
  await archive.publish('trixie', 'stable', [fakeKernel(root, '6.12', '6.12.3')], await makeSigner(join(root, 'b')));
  await expect(inARun('distro:6.1')).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('cannot read the archive'),
  });
  await archive.publish('forky', 'testing', [fakeKernel(root, '7.2', '7.2.1')]);
  const error: UmlRunError = await inARun('distro:6.1').catch((error) => error);
  expect(error.kind).toBe('usage');
  expect(error.message).toMatch(/the archive has 7\.2 \(forky\); could not read bookworm: .*Packages/);
  expect(error.message).toMatch(/could not read trixie: .*NO_PUBKEY .*is not signed/);
  expect((await inARun('distro:7.2')).version).toBe('7.2.1');
});

test('a suite that is signed with newer keys is read with those that an older suite has in a package', async () => {
  const newer = await makeSigner(join(root, 'newer'));
  const keys = { 'usr/share/keyrings/debian-archive-keyring.gpg': { from: newer.keyring } };
  const keyring = { name: 'debian-archive-keyring', version: '2026', files: keys };
  await archive.publish('bookworm', 'oldstable', [fakeKernel(root, '6.1', '6.1.99'), keyring]);
  await archive.publish('trixie', 'stable', [fakeKernel(root, '6.12', '6.12.3')], newer);
  expect((await inARun('distro:6.12')).version).toBe('6.12.3');
  expect(log.warnings).toEqual([]);
});

test('an archive that is none, is empty, or is away is an error of the machine', async () => {
  const fetch = async (aptArchive: string) =>
    provideKernel('distro', { aptArchive, aptKeyring: archive.keyring, ...noBoots }, await aRun());
  await expect(fetch(`${archive.uri}/nothing`)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('is not a Debian archive'),
  });
  await archive.publish('bookworm', 'oldstable', []);
  await archive.publish('trixie', 'stable', []);
  await expect(fetch(archive.uri)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('does not have the package user-mode-linux'),
  });
  await archive.close();
  await expect(fetch(`${archive.uri}/`)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(/cannot read the archive .*"127\.0\.0\.1" cannot be reached: .*Could not connect/),
  });
});

test('how far the archive and a package have been read is told', async () => {
  await inARun('distro:6.12');
  expect(log.progresses[0]).toBe('asking the Debian archive which kernels it has');
  const heard = log.progresses.filter((text) => /^asking .*: \d of \d suites/.test(text));
  expect(heard.at(-1)).toMatch(/: (\d) of \1 suites$/);
  expect(heard.join('\n')).toMatch(/suites, \w+\/main amd64 Packages \(\d+\.\d MB\)/);
});

test('a package whose host is out of reach names it, and nobody else is asked', async () => {
  await inARun('distro:6.1');
  await archive.close();
  await expect(inARun('distro:6.12')).rejects.toMatchObject({
    code: 'archive-unavailable',
    message: expect.stringMatching(/^package user-mode-linux 6\.12um1: "127\.0\.0\.1" cannot be reached: .*refused/),
  });
});

test('a package that is not what it is called is an error of the machine', async () => {
  const files = { 'usr/bin/something': 'else' };
  await archive.publish('trixie', 'stable', [{ name: 'user-mode-linux', version: '6.12um1', files }]);
  await expect(inARun('distro:6.12')).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('does not have usr/bin/linux.uml'),
  });
  await archive.publish('forky', 'testing', [
    { name: 'user-mode-linux', version: '7.2um1', files: { 'usr/bin/linux.uml': 'else', 'usr/lib/uml/modules/x': '' } },
  ]);
  await expect(inARun('distro:7.2')).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('is not an executable'),
  });
  await expectNothingHalfMade();
});

test('an abort ends apt and leaves nothing half made', async () => {
  await inARun('distro:6.1', { refresh: true });
  const made = await readdir(join(cache, 'kernels'));
  archive.alter = (path, bytes) => (isDeb(path) ? undefined : bytes);
  const controller = new AbortController();
  const wanted = inARun('distro:6.12', { signal: controller.signal });
  await vi.waitFor(() => expect(archive.requests.at(-1)).toContain('6.12um1'), { timeout: 10_000 });
  controller.abort(new Error('enough'));
  await expect(wanted).rejects.toThrow('enough');
  expect(await readdir(join(cache, 'making'))).toEqual([]);
  expect(await readdir(join(cache, 'kernels'))).toEqual(made);
  const { stdout } = await execa('ps', ['-e', '-o', 'args']);
  expect(stdout).not.toContain('user-mode-linux=6.12um1');
});

test('without apt there is no distribution kernel', async () => {
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(inARun('distro')).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('this machine does not have apt'),
  });
});

test('a cache folder whose path apt cannot take is an error of the machine', async () => {
  cache = join(root, 'my cache');
  await expect(inARun('distro')).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('without spaces'),
  });
});
