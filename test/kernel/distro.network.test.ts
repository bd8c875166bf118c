/** The real packages, from this machine's own archive. */
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { saved } from '../../src/cache/remotes/remotes.ts';
import { isNewer, readNeeds } from '../../src/elf/glibc-needs.ts';
import { digestOfFile } from '../../src/fs/digest.ts';
import { nativeFile } from '../../src/host/native-file.ts';
import { listKernels, removeKernels } from '../../src/kernel/cached-kernels.ts';
import { hostGlibc } from '../../src/kernel/host-glibc.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import { needsXstate } from '../../src/kernel/needs-xstate.ts';
import type { Kernel } from '../../src/model/provisions.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { noBoots } from '../support/boots.ts';
import { type FolderRemote, folderRemote } from '../support/folder-remote.ts';
import { hear } from '../support/log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 400_000 });

const series = ['5.10', '6.1', '6.12', '7.2'];
const log = hear();
let root: ReturnType<typeof temporaryFolder>;
let archive: FolderRemote;
let kernels: Kernel[];

const cacheNamed = (name: string) => openContext({ folder: join(root.path, name), remotes: [archive], log });

beforeAll(async () => {
  root = temporaryFolder();
  archive = folderRemote('a remote', join(root.path, 'archive'));
  const context = await cacheNamed('cache');
  kernels = await Promise.all(series.map((series) => provideKernel(`distro:${series}`, noBoots, context)));
  await saved(context);
});

afterAll(() => root.remove());

/** Boots with an init script that says what `uname -r` is and halts. @returns the console */
async function boot(kernel: Kernel, tree: string): Promise<string> {
  const folder = temporaryFolder();
  const args = ['root=/dev/root', 'rootfstype=hostfs', `rootflags=${tree}`, 'ro', 'init=/init', 'mem=128M', 'quiet'];
  const console = ['con=null', 'con0=null,fd:1', 'panic=-1', `uml_dir=${folder.path}`, 'umid=boot'];
  const env = needsXstate(kernel) ? { LD_PRELOAD: nativeFile('xstate.so') } : {};
  const { stdout } = await execa(kernel.path, [...args, ...console], { timeout: 60_000, cwd: '/', env });
  await folder.remove();
  return stdout;
}

/** A copy of the rootfs that has an init. */
async function bootableTree(): Promise<string> {
  const { path } = await provideRootfs('minimal', {}, await cacheNamed('cache'));
  const tree = join(root.path, 'tree');
  await execa('cp', ['--archive', path, tree]);
  await writeFile(join(tree, 'init'), '#!/bin/sh\nuname -r\nhalt -f\n', { mode: 0o755 });
  return tree;
}

test('each series is a kernel of that series, which boots', async () => {
  const tree = await bootableTree();
  for (const [index, kernel] of kernels.entries()) {
    const { version, source, path, modules, sha256 } = kernel;
    expect(version).toMatch(new RegExp(`^${series[index]!.replace('.', '\\.')}\\.\\d+$`));
    expect(source).toMatch(/^Debian package user-mode-linux \S+ \([a-z]+\)$/);
    expect(sha256).toBe(await digestOfFile(path));
    await access(join(modules!, version, 'modules.dep'));
    expect(await boot(kernel, tree)).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')}\\s*$`, 'm'));
  }
  expect(log.warnings).toEqual([]);
});

test('a kernel that needs a newer C library has one, and others have not', async () => {
  const context = await cacheNamed('cache');
  for (const { path } of kernels) {
    const { glibc } = await readNeeds(path);
    const brings = await access(join(path, '../lib/libc.so.6')).then(
      () => true,
      () => false,
    );
    expect(brings).toBe(isNewer(glibc!, await hostGlibc(context)));
  }
});

test('a kernel from an archive runs where it was put', async () => {
  const context = await cacheNamed('somewhere/else/and/deeper');
  const [without, bringing] = [kernels[1]!, kernels[3]!];
  for (const kernel of [without, bringing]) {
    const restored = await provideKernel(kernel.spec, noBoots, context);
    expect(restored.path).toContain('/somewhere/else/and/deeper/');
    expect((await execa(restored.path, ['--version'], { cwd: '/' })).stdout).toBe(kernel.version);
    expect(restored.sha256).toBe(await digestOfFile(restored.path));
  }
  expect(context.cache.used.map(({ from }) => from)).toEqual(['a remote', 'a remote']);
});

test('the default is the one that apt on this machine would install, or the newest there is of its suites', async () => {
  const { stdout } = await execa('apt-cache', ['policy', 'user-mode-linux']);
  const [, aptCandidate] = /Candidate: (\d\S*)/.exec(stdout) ?? [];
  const { source } = await provideKernel('distro', noBoots, await cacheNamed('cache'));
  if (aptCandidate) expect(source).toContain(` ${aptCandidate} `);
  else expect(source).toMatch(/^Debian package/);
});

test('kernels are listed with what they are, and removed', async () => {
  const context = await cacheNamed('cache');
  const [oldest] = kernels;
  await provideKernel(oldest!.spec, noBoots, context);
  const listed = await listKernels(context.cache);
  expect(listed.map(({ version }) => version).sort()).toEqual(kernels.map(({ version }) => version).sort());
  expect(listed[0]).toMatchObject({ path: oldest!.path, version: oldest!.version, source: oldest!.source });
  expect(listed[0]!.bytes).toBeGreaterThan(20_000_000);
  expect(await removeKernels(listed[0]!.key, context)).toHaveLength(1);
  await expect(readFile(oldest!.path)).rejects.toThrow('ENOENT');
  expect(await removeKernels('distro:7.2', context)).toHaveLength(1);
  expect((await listKernels(context.cache)).map(({ version }) => version.replace(/\.\d+$/, '')).sort()).toEqual([
    '6.1',
    '6.12',
  ]);
  expect(await removeKernels('distro', context)).toHaveLength(2);
});
