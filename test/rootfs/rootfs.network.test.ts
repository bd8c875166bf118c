import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { aptMachine } from '../support/apt-machine.ts';
import type { Deb } from '../support/debian-archive.ts';
import { hear } from '../support/log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let root: ReturnType<typeof temporaryFolder>;
let tree: string;

/** The real one, of this machine's own apt. */
beforeAll(async () => {
  root = temporaryFolder();
  const context = await openContext({ folder: join(root.path, 'cache'), log: hear() });
  ({ path: tree } = await provideRootfs('minimal', {}, context));
  expect(context.cache.used).toMatchObject([{ kind: 'rootfs', from: 'made' }]);
});

afterAll(() => root.remove());

test('minimal has a static busybox, and each of its applets', async () => {
  const busybox = join(tree, 'bin/busybox');
  const { stdout: segments } = await execa('readelf', ['--segments', busybox]);
  expect(segments).not.toContain('INTERP');
  const { stdout } = await execa(busybox, ['--list-full']);
  const applets = stdout.split('\n');
  expect(applets.length).toBeGreaterThan(100);
  for (const applet of applets)
    expect(await stat(join(tree, applet))).toMatchObject({ ino: (await stat(busybox)).ino });
  expect(await readlink(join(tree, 'bin/sh'))).toBe('busybox');
  const links = await Promise.all(applets.map((applet) => lstat(join(tree, applet))));
  expect(new Set(links.map(({ ino }) => ino)).size, 'files for a cache to unpack').toBe(3);
  expect((await execa(join(tree, 'bin/sh'), ['-c', 'echo $((6 * 7))'])).stdout).toBe('42');
});

test('minimal has the folders and files that a program expects', async () => {
  for (const path of [
    'proc',
    'sys',
    'dev',
    'run',
    'mnt',
    'home',
    'lib',
    'lib64',
    'usr/lib',
    'usr/local/bin',
    'var/log',
  ]) {
    expect((await lstat(join(tree, path))).isDirectory()).toBe(true);
  }
  const modes = async (path: string) => ((await stat(join(tree, path))).mode & 0o7777).toString(8);
  expect([await modes('tmp'), await modes('var/tmp'), await modes('root'), await modes('etc')]).toEqual([
    '1777',
    '1777',
    '700',
    '755',
  ]);
  const text = (path: string) => readFile(join(tree, path), 'utf8');
  expect(await text('etc/passwd')).toMatch(/^root:x:0:0:.*\nnobody:x:65534:65534:/);
  expect(await text('etc/hosts')).toMatch(/^127\.0\.0\.1 localhost$/m);
  expect(await text('etc/os-release')).toMatch(/^NAME="uml-run minimal"\nID=uml-run-minimal$/m);
  expect(await text('etc/resolv.conf')).toBe('');
});

test('a warm run asks apt nothing', async () => {
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  const context = await openContext({ folder: join(root.path, 'cache'), log: hear() });
  expect(await provideRootfs('minimal', {}, context)).toEqual({ spec: 'minimal', path: tree });
  expect(context.cache.used).toMatchObject([{ kind: 'rootfs', from: 'local' }]);
});

test('an unknown spec is an error of the user, with what there is', async () => {
  const context = await openContext({ folder: join(root.path, 'cache'), log: hear() });
  await expect(provideRootfs('debian', {}, context)).rejects.toMatchObject({
    code: 'rootfs-spec-invalid',
    message: expect.stringMatching(/^rootfs "debian": unknown rootfs; use minimal \(.*alpine/),
  });
});

async function busybox(version: string, path = 'usr/bin/busybox'): Promise<Deb> {
  return { name: 'busybox-static', version, files: { [path]: { from: join(tree, 'bin/busybox') } } };
}

test('a machine that has never fetched its lists is left as it was, and has a rootfs all the same', async () => {
  const { folder } = await aptMachine([await busybox('1:1.37')]);
  const log = hear();
  const context = await openContext({ folder: join(folder, 'cache'), log });
  const { path } = await provideRootfs('minimal', {}, context);
  expect(await readFile(join(path, 'etc/os-release'), 'utf8')).toContain('(busybox 1:1.37)');
  expect(await readdir(join(folder, 'lists'))).toEqual([]);
  expect(log.warnings).toEqual([]);
});

test('a package that the archive has replaced meanwhile is looked for again', async () => {
  const { archive, folder } = await aptMachine([await busybox('1:1.37')]);
  const first = await openContext({ folder: join(folder, 'cache'), log: hear() });
  await provideRootfs('minimal', {}, first);
  await archive.publish('noble', 'noble', [await busybox('1:1.38')]);
  for (const path of ['cache/rootfs', 'debian/pool/noble/busybox-static_1:1.37_amd64.deb']) {
    await execa('rm', ['-r', join(folder, path)]);
  }
  const second = await openContext({ folder: join(folder, 'cache'), log: hear() });
  const { path } = await provideRootfs('minimal', {}, second);
  expect(await readFile(join(path, 'etc/os-release'), 'utf8')).toContain('(busybox 1:1.38)');
});

test.each([
  ['the package is missing', [], /^apt on this machine does not have the package busybox-static$/],
  [
    'it has something else',
    [{ name: 'busybox-static', version: '1', files: { 'bin/box': '' } }],
    /has no bin\/busybox/,
  ],
])('when %s, that is an error of the machine', async (_, debs, message) => {
  const { folder } = await aptMachine(debs);
  const context = await openContext({ folder: join(folder, 'cache'), log: hear() });
  await expect(provideRootfs('minimal', {}, context)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(message),
  });
});

test('when the archive is away, that is an error of the machine with its reason', async () => {
  const { archive, folder } = await aptMachine([]);
  await archive.close();
  const context = await openContext({ folder: join(folder, 'cache'), log: hear() });
  await expect(provideRootfs('minimal', {}, context)).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(
      /does not have the package busybox-static: Failed to fetch .*Could not connect.*; "127\.0\.0\.1" cannot be reached$/,
    ),
  });
});
