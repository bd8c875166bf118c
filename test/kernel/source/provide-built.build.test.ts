/**
 * Every way to a kernel that is made here, with trees that are quick to build: what becomes of them, and what is kept.
 */
import { appendFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../../src/cache/context.ts';
import { digestOfFile } from '../../../src/fs/digest.ts';
import { listKernels, removeKernels } from '../../../src/kernel/cached-kernels.ts';
import { type KernelOptions, provideKernel } from '../../../src/kernel/kernel.ts';
import type { Kernel } from '../../../src/model/provisions.ts';
import { runs } from '../../support/boots.ts';
import { compile } from '../../support/compile.ts';
import { writeFakeTree } from '../../support/fake-tree.ts';
import { type Heard, hear } from '../../support/log.ts';
import { file, serve, text } from '../../support/server.ts';
import { ownFolder } from '../../support/temporary-folder.ts';
import type { Outcome, Wish } from '../provide-process.ts';

vi.setConfig({ testTimeout: 60_000 });

let root: string;
let cacheFolder: string;
let log: Heard;

beforeEach(async () => {
  root = ownFolder();
  cacheFolder = join(root, 'cache');
  log = hear();
});

/** Each run opens the cache again. */
async function inARun(spec: string, more: Partial<KernelOptions> & { signal?: AbortSignal } = {}) {
  const { signal, ...options } = more;
  const context = await openContext({ folder: cacheFolder, log, signal });
  const kernel = await provideKernel(spec, { ...runs, ...options }, context);
  return { ...kernel, from: context.cache.used.find(({ kind }) => kind === 'kernels')?.from };
}

async function expectNothingMade(): Promise<void> {
  expect(await readdir(join(cacheFolder, 'making'))).toEqual([]);
  expect(await readdir(join(cacheFolder, 'kernels')).catch(() => [])).toEqual([]);
}

const aTree = (recipe: string[] = []) => writeFakeTree(join(root, 'linux-9.8.7'), recipe);

async function aTarball(): Promise<string> {
  const path = join(root, 'linux-9.8.7.tar.xz');
  await execa('tar', ['--create', '--xz', '--file', path, '--directory', root, basename(aTree())]);
  return path;
}

async function aMirror(tarball: string) {
  const name = basename(tarball);
  const server = await serve({
    '/v9.x/sha256sums.asc': text(`${await digestOfFile(tarball)}  ${name}\n`),
    [`/v9.x/${name}`]: file(await readFile(tarball)),
  });
  onTestFinished(() => server.close());
  return server;
}

test('a tree is built, and stays as it was', async () => {
  const tree = aTree();
  const before = (await readdir(tree, { recursive: true })).sort();
  const kernel = await inARun(`${tree}/`);
  const path = expect.stringMatching(`^${cacheFolder}/kernels/[0-9a-f]{64}/linux\\.uml$`);
  expect(kernel).toEqual({
    spec: `${tree}/`,
    name: '9.8.7',
    version: '9.8.7',
    source: expect.stringMatching(`^built from the tree ${tree} \\(base; gcc .*\\)$`),
    path,
    sha256: await digestOfFile(kernel.path),
    from: 'made',
  });
  expect((await readdir(tree, { recursive: true })).sort()).toEqual(before);
  expect(log.infos.join()).toContain('base: CONFIG_FUTEX: no such symbol in this version');
  expect(log.progresses).toContainEqual(expect.stringMatching(/^building Linux 9\.8\.7: 1 of about \d+ steps$/));
  expect(await inARun(tree)).toMatchObject({ path: kernel.path, from: 'local' });
});

test('another content, another configuration: another kernel', async () => {
  const tree = aTree();
  const fragment = join(root, 'my.config');
  await writeFile(fragment, 'CONFIG_HOSTFS=y\n');
  const made = [await inARun(tree), await inARun(tree, { configuration: ['tiny'] })];
  made.push(await inARun(tree, { configuration: ['tiny', fragment] }));
  await appendFile(join(tree, 'Kconfig'), '\n');
  made.push(await inARun(tree));
  // The fragment says what tiny says: that is the same kernel.
  expect(made.map(({ from }) => from)).toEqual(['made', 'made', 'local', 'made']);
  expect(new Set(made.map(({ path }) => path)).size).toBe(3);
});

test('a fragment that the kernel does not take is an error, and nothing is kept', async () => {
  const fragment = join(root, 'my.config');
  await writeFile(fragment, 'CONFIG_HOSTFS=y\nCONFIG_HOSTF=y\n');
  await expect(inARun(aTree(), { configuration: ['tiny', fragment] })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining(
      'my.config:2: CONFIG_HOSTF=y: no such symbol in this version; did you mean CONFIG_HOSTFS?',
    ),
  });
  await expectNothingMade();
});

test('what is wrong with a fragment is told in its order, and a mistake in it before the sources are unpacked', async () => {
  const fragment = join(root, 'my.config');
  // `tiny` names TTY too, before anything of the fragment's.
  await writeFile(fragment, 'CONFIG_HOSTF=y\nCONFIG_KVM=y\nCONFIG_TTY=y\n');
  const asked = inARun(aTree(), { configuration: ['tiny', fragment] });
  await expect(asked).rejects.toThrow(
    /my\.config:1: .*\n.*my\.config:2: .* only other architectures.*\n.*my\.config:3: /,
  );
  await writeFile(fragment, 'CONFIG_HOSTFS=yes\n');
  log.progresses.length = 0;
  await expect(inARun(await aTarball(), { configuration: [fragment] })).rejects.toMatchObject({ kind: 'usage' });
  expect(log.progresses).toEqual([]);
  await expect(inARun(aTree(), { configuration: [root] })).rejects.toThrow('cannot be read (it is a folder');
});

test('a series, a release, its tarball and its URL are one kernel, made once and then offline', async () => {
  const tarball = await aTarball();
  const server = await aMirror(tarball);
  const url = `${server.url}v9.x/${basename(tarball)}#sha256=${await digestOfFile(tarball)}`;
  const kernels = [await inARun('9.8', { mirror: server.url }), await inARun('9.8.7', { mirror: server.url })];
  await server.close();
  for (const spec of ['9.8', '9.8.7']) kernels.push(await inARun(spec, { mirror: server.url }));
  for (const spec of [tarball, url]) kernels.push(await inARun(spec));
  expect(kernels.map(({ from }) => from)).toEqual(['made', 'local', 'local', 'local', 'local', 'local']);
  expect(new Set(kernels.map(({ path, version }) => `${version} ${path}`)).size).toBe(1);
  expect(kernels[0]!.source).toMatch(/^built from linux-9\.8\.7\.tar\.xz \(base; gcc/);
  expect(server.requests.filter((path) => path.endsWith('.xz'))).toHaveLength(1);
  expect(log.infos.join()).toContain('v9.x/sha256sums.asc" is not signed');
  expect(log.warnings).toEqual([]);
});

test('tools that are missing are told before anything is fetched', async () => {
  const server = await aMirror(await aTarball());
  const { PATH } = process.env;
  onTestFinished(() => {
    process.env.PATH = PATH;
  });
  const tools = join(root, 'tools');
  await mkdir(tools);
  for (const tool of ['make', 'gcc', 'tar', 'xz'])
    await symlink((await execa('which', [tool])).stdout, join(tools, tool));
  process.env.PATH = tools;
  await expect(inARun('9.8', { mirror: server.url })).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(/lacks .*flex, bison, bc.*; install: sudo apt-get install .*flex bison bc/),
  });
  expect(server.requests).toEqual(['/v9.x/sha256sums.asc']);
  await expectNothingMade();
});

test('another configuration of a release needs no second download', async () => {
  const server = await aMirror(await aTarball());
  await inARun('9.8', { mirror: server.url });
  await server.close();
  expect(await inARun('9.8', { mirror: server.url, configuration: ['tiny'] })).toMatchObject({ from: 'made' });
});

test('a folder is a mirror, with or without a list of checksums', async () => {
  const tarball = await aTarball();
  await mkdir(join(root, 'mirror/v9.x'), { recursive: true });
  await execa('cp', [tarball, join(root, 'mirror/v9.x')]);
  const kernel = await inARun('9.8', { mirror: join(root, 'mirror') });
  expect(log.infos.join()).toContain('was not checked');
  expect(await inARun(tarball)).toMatchObject({ path: kernel.path, from: 'local' });
  await writeFile(join(root, 'mirror/v9.x/sha256sums.asc'), `${'0'.repeat(64)}  ${basename(tarball)}\n`);
  await expect(inARun('9.8', { mirror: join(root, 'mirror') })).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('is not what it should be'),
  });
});

/** Answers as a kernel does, and runs to its end. */
function anExecutable(bits: 32 | 64): string {
  const config = `CONFIG_UML=y\\n${bits === 64 ? 'CONFIG_64BIT=y\\n' : ''}`;
  const source = `
    #include <stdio.h>
    #include <string.h>
    static const char config[] = "${config}";
    int main(int count, char **words) {
      if (count == 2) puts(strcmp(words[1], "--showconfig") ? "6.12.9-mine" : config);
      return 0;
    }`;
  return compile(join(root, `linux-${bits}`), source);
}

test('an executable is used where it lies', async () => {
  const path = anExecutable(64);
  const kernel: Kernel = await inARun(path, { checkBoots: () => Promise.reject(new Error('not booted')) });
  expect(kernel).toMatchObject({
    version: '6.12.9-mine',
    source: `the file ${path}`,
    path,
    sha256: await digestOfFile(path),
  });
});

test('an executable is for the kind of programs that was asked for', async () => {
  const [small, wide] = [anExecutable(32), anExecutable(64)];
  expect(await inARun(small, { architecture: 'i386' })).toMatchObject({ path: small });
  await expect(inARun(small)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('is for programs of i386; use it with --kernel-arch i386'),
  });
  await expect(inARun(wide, { architecture: 'i386' })).rejects.toThrow('use it with --kernel-arch x86_64');
  await expect(inARun('distro', { architecture: 'i386' })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('is a package for x86_64'),
  });
});

test('an executable at a URL is fetched, and booted once', async () => {
  const path = anExecutable(64);
  const server = await serve({ '/linux': file(await readFile(path)) });
  onTestFinished(() => server.close());
  const spec = `${server.url}linux#sha256=${await digestOfFile(path)}`;
  const deaf = { checkBoots: () => Promise.reject(new Error('the end of its console')) };
  await expect(inARun(spec, deaf)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('does not boot here: the end of its console'),
  });
  await expectNothingMade();
  const kernel = await inARun(spec);
  expect(kernel).toMatchObject({ version: '6.12.9-mine', source: `fetched from ${server.url}linux`, from: 'made' });
  expect((await stat(kernel.path)).mode & 0o777).toBe(0o755);
  expect(await inARun(spec)).toMatchObject({ path: kernel.path, from: 'local' });
  expect(server.requests).toHaveLength(1);
});

test('what does not boot is not kept', async () => {
  const checkBoots = () => Promise.reject(new Error('the end of its console'));
  await expect(inARun(aTree(), { checkBoots })).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('does not boot here: the end of its console'),
  });
  await expectNothingMade();
});

test('a tree that changes while it is built is not taken for what it was', async () => {
  const tree = aTree([`echo >> ${root}/linux-9.8.7/Kconfig`]);
  await expect(inARun(tree)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('was changed while it was built'),
  });
  await expectNothingMade();
});

test('aborted at its build or its boot, nothing half-made is left', async () => {
  const slow = aTree(['sleep 1000']);
  const building = new AbortController();
  const asked = inARun(slow, { signal: building.signal });
  asked.catch(() => {});
  await vi.waitFor(() => expect(log.progresses.join()).toContain('building Linux'), { timeout: 30_000 });
  building.abort(new Error('ctrl-C'));
  await expect(asked).rejects.toThrow('ctrl-C');
  await expectNothingMade();

  const booting = new AbortController();
  const checkBoots = async (_: string, signal?: AbortSignal) => {
    booting.abort(new Error('ctrl-C again'));
    signal?.throwIfAborted();
  };
  await expect(inARun(aTree(), { checkBoots, signal: booting.signal })).rejects.toThrow('ctrl-C again');
  await expectNothingMade();
  expect(await inARun(aTree())).toMatchObject({ from: 'made' });
});

test('two processes that want the same make it once', async () => {
  const builds = join(root, 'builds');
  const tree = aTree([`echo built >> ${builds}; sleep 1`]);
  const wish: Wish = { spec: tree, folder: cacheFolder, options: {} };
  const script = join(dirname(import.meta.dirname), 'provide-process.ts');
  const provide = async (): Promise<Outcome> => {
    const { stdout } = await execa(process.execPath, [script, JSON.stringify(wish)]);
    return JSON.parse(stdout);
  };
  const [one, other] = await Promise.all([provide(), provide()]);
  expect(one!.kernel).toMatchObject({ version: '9.8.7' });
  expect(other!.kernel).toEqual(one!.kernel);
  expect(await readFile(builds, 'utf8')).toBe('built\n');
});

test('a request to build builds again', async () => {
  const tree = aTree();
  const { path } = await inARun(tree);
  expect(await inARun(tree, { rebuild: true })).toMatchObject({ path, from: 'made' });
});

test('a cache folder may have a space in its path', async () => {
  cacheFolder = join(root, 'my cache');
  expect(await inARun(aTree())).toMatchObject({ path: expect.stringContaining('/my cache/kernels/'), from: 'made' });
});

test('kernels are removed by what they were made from', async () => {
  const tarball = await aTarball();
  const server = await aMirror(tarball);
  const context = await openContext({ folder: cacheFolder, log });
  const remove = async (spec: string) => (await removeKernels(spec, context)).length;
  await inARun('9.8', { mirror: server.url });
  await inARun('9.8', { mirror: server.url, configuration: ['tiny'] });
  await appendFile(join(aTree(), 'Kconfig'), '\n');
  await inARun(join(root, 'linux-9.8.7'));
  expect(await listKernels(context.cache)).toHaveLength(3);
  expect([await remove('9.7'), await remove('distro'), await remove('auto'), await remove(tarball)]).toEqual([
    0, 0, 0, 0,
  ]);
  const [{ key } = { key: '' }] = await listKernels(context.cache);
  await expect(remove(key.slice(0, 11))).rejects.toMatchObject({ kind: 'usage' });
  expect(await remove(key.slice(0, 12))).toBe(1);
  await inARun(join(root, 'linux-9.8.7'));
  expect(await remove(`${root}/linux-9.8.7/`)).toBe(1);
  expect(await remove('9.8')).toBe(2);
  expect(await listKernels(context.cache)).toEqual([]);
});

test.each([
  ['./nothing', 'no such file or folder'],
  ['./nothing.tar.xz', 'no such file'],
  ['/dev.tar', 'no such file'],
  ['/tmp', 'is not a Linux source tree'],
  ['/bin/true', 'is not a User Mode Linux kernel'],
  ['9.8-rc1', 'mirrors do not have release candidates'],
])('%s: %s', async (spec, message) => {
  await expect(inARun(spec)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(message) });
});

test('a configuration for a kernel that comes ready-made has no effect, which is said', async () => {
  await inARun(anExecutable(64), { configuration: ['debug'] });
  expect(log.warnings).toEqual([expect.stringContaining('--kernel-config does not change it')]);
});
