/**
 * The whole way, once, for real: a kernel's source of this machine's archive, served as a release on loopback, found,
 * fetched, unpacked, configured as `tiny`, built, and booted. For x86-64, it is published in a store, and used on a machine
 * that has nothing but Node; for i386, it has a little more, and is kept in a remote.
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, createReadStream, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openContext } from '../../../src/cache/context.ts';
import { saved } from '../../../src/cache/remotes/remotes.ts';
import { digestOfFile } from '../../../src/fs/digest.ts';
import { checkBoots } from '../../../src/guest/check-boots.ts';
import { type KernelOptions, provideKernel } from '../../../src/kernel/kernel.ts';
import { readExecutable } from '../../../src/kernel/kernel-executable.ts';
import { makeBareRoot, startInBareRoot } from '../../support/bare-root.ts';
import { fixtures, startCommand, umlExec } from '../../support/command.ts';
import { folderRemote } from '../../support/folder-remote.ts';
import { hear } from '../../support/log.ts';
import { type Handler, type Server, serve, text } from '../../support/server.ts';
import { sharedFolder } from '../../support/temporary-folder.ts';

const folder = sharedFolder();

/**
 * The archive's newest source package, by apt with state of its own: works without root and without `apt-get update`.
 */
function fetchSource(): { tarball: string; version: string } {
  const apt = join(folder, 'apt');
  for (const part of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(apt, part), { recursive: true });
  const options = [
    '-o',
    `Dir::State::lists=${apt}/lists`,
    '-o',
    `Dir::Cache=${apt}/cache`,
    '-o',
    'APT::Sandbox::User=',
  ];
  const run = (tool: string, ...words: string[]) =>
    execFileSync(tool, [...options, ...words], { cwd: apt, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  run('apt-get', 'update');
  const names = run('apt-cache', 'pkgnames', 'linux-source-')
    .split('\n')
    .filter((name) => /^linux-source-[\d.]+$/.test(name));
  const newest = names.sort((left, right) => left.localeCompare(right, 'en', { numeric: true })).at(-1)!;
  run('apt-get', 'download', newest);
  const deb = readdirSync(apt).find((name) => name.endsWith('.deb'))!;
  execFileSync('dpkg-deb', ['--extract', join(apt, deb), join(apt, 'deb')]);
  const found = readdirSync(join(apt, 'deb/usr/src'), { recursive: true })
    .map(String)
    .find((name) => /linux-source-[\d.]+\.tar\.\w+$/.test(name))!;
  const version = /_(\d+\.\d+\.\d+)/.exec(deb)![1]!;
  const tarball = join(folder, `linux-${version}.tar.xz`);
  renameSync(join(apt, 'deb/usr/src', found), tarball);
  return { tarball, version };
}

let server: Server;
let version: string;
let series: string;

beforeAll(async () => {
  const { tarball, version: found } = fetchSource();
  version = found;
  const [major, minor] = version.split('.');
  series = `${major}.${minor}`;
  server = await serve({
    [`/v${major}.x/sha256sums.asc`]: text(`${await digestOfFile(tarball)}  linux-${version}.tar.xz\n`),
    [`/v${major}.x/linux-${version}.tar.xz`]: file(tarball),
  });
  return () => server.close();
});

const file = (path: string): Handler => {
  return (_, response) => {
    response.writeHead(200, { 'content-length': statSync(path).size });
    createReadStream(path).pipe(response);
  };
};

test('a published store is all that a machine with Node alone needs', { timeout: 40 * 60_000 }, async () => {
  const [key, folderOfStore] = [join(folder, 'key.pem'), join(folder, 'store')];
  writeFileSync(key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const tiny = ['--kernel', series, '--kernel-config', 'tiny'];
  const how = ['--kernel-mirror', server.url, '--key', key, '--cache', join(folder, 'cache')];
  const published = await startCommand(['kernel', 'publish', folderOfStore, ...tiny, ...how]);
  expect(published).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('warning') });
  const publicKey = /#key=([0-9a-f]{64})$/.exec(published.stdout)?.[1];
  const assets = readdirSync(folderOfStore);
  expect(assets).toContainEqual(expect.stringContaining(`linux-${version}-tiny-x86_64-`));

  const store = await serve(Object.fromEntries(assets.map((name) => [`/${name}`, file(join(folderOfStore, name))])));
  const machine = join(folder, 'machine');
  makeBareRoot(machine);
  copyFileSync(join(fixtures, 'bin/static/exit-0'), join(machine, 'exit-0'));
  const fromStore = ['--kernel-store', `${store.url}#key=${publicKey}`];
  const run = (...more: string[]) =>
    startInBareRoot(machine, [...fromStore, ...tiny, ...more, '--output', '/results', '/exit-0']);
  try {
    const first = await run();
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 test on 1 kernel: 1 passed') });
    expect(first.all).toContain(`from the store "${store.url}": built from linux-${version}.tar.xz (tiny; `);
    expect(first.all).toMatch(/rootfs "minimal": busybox \S+ from the store /);
    const doctor = await startInBareRoot(machine, ['doctor', ...fromStore]);
    expect(doctor.stdout).toMatch(/^ok {4}kernel store +"\S+" with 1 kernel and busybox /m);
    expect(doctor.exitCode).toBe(0);
  } finally {
    await store.close();
  }
  expect(await run('--offline')).toMatchObject({ exitCode: 0 });
  // The index and its signature for the run, and for doctor, which always asks; the kernel and the busybox.
  expect(store.requests).toHaveLength(6);
});

const fragment = '# What this test looks for.\nCONFIG_UML_TIME_TRAVEL_SUPPORT=y\n';

test('from a series to a kernel for i386 that has booted', { timeout: 40 * 60_000 }, async () => {
  writeFileSync(join(folder, 'my.config'), fragment);
  const options: KernelOptions = {
    mirror: server.url,
    store: 'none',
    configuration: ['tiny', join(folder, 'my.config')],
    architecture: 'i386',
    timeTravel: true,
    checkBoots: (executable, signal) => checkBoots(executable, 30, signal),
  };
  const log = hear();
  const remotes = [folderRemote('a remote', join(folder, 'archive'))];
  const provide = async (name: string) => {
    const context = await openContext({ folder: join(folder, name), remotes, log });
    const kernel = await provideKernel(series, options, context);
    await saved(context);
    return { kernel, from: context.cache.used.at(-1)!.from };
  };
  const { kernel, from } = await provide('cache');
  expect(kernel.version).toContain(version);
  expect(kernel.source).toContain(`built from linux-${version}.tar.xz (tiny, `);
  expect(kernel.source).toContain('; i386; ');
  expect(kernel.arguments).toEqual(['time-travel']);
  expect(from).toBe('made');
  const steps = log.progresses.filter((line) => line.startsWith(`building Linux ${version}`));
  expect(steps.length).toBeGreaterThan(100);
  const infos = log.infos.filter((line) => !line.includes('is not signed'));
  expect(infos).toEqual([]);
  const { release, config } = await readExecutable(kernel.path);
  expect(release).toBe(kernel.version);
  expect(config.get('HOSTFS')).toBe('y');
  expect(config.has('64BIT')).toBe(false);

  const restored = await provide('another cache');
  expect(restored).toMatchObject({ kernel: { sha256: kernel.sha256 }, from: 'a remote' });
  const [packed] = readdirSync(join(folder, 'archive'));
  expect(statSync(join(folder, 'archive', packed!)).size).toBeLessThan(4 * 2 ** 20);

  const program = join(folder, 'exit-42');
  const code = '.globl _start\n_start: mov $1, %eax\nmov $42, %ebx\nint $0x80\n';
  execFileSync('as', ['--32', '-o', `${program}.o`], { input: code });
  execFileSync('ld', ['-m', 'elf_i386', '-o', program, `${program}.o`]);
  const words = ['--kernel-arch', 'i386', '--kernel', restored.kernel.path, '--', program];
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect(await umlExec(words, { cwd: empty })).toMatchObject({ stderr: '', exitCode: 42 });
});
