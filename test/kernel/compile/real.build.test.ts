/**
 * The whole way, once, for real: a kernel's source of this machine's archive, served as a release on loopback, found,
 * fetched, unpacked, configured as `tiny` and a little more, built, and booted to its first user process. Once for each
 * kind of programs.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openContext } from '../../../src/cache/context.ts';
import { saved } from '../../../src/cache/remotes/remotes.ts';
import { digestOfFile } from '../../../src/fs/digest.ts';
import { checkBoots } from '../../../src/guest/check-boots.ts';
import { type KernelOptions, provideKernel } from '../../../src/kernel/kernel.ts';
import { readExecutable } from '../../../src/kernel/kernel-executable.ts';
import { umlExec } from '../../support/command.ts';
import { folderRemote } from '../../support/folder-remote.ts';
import { hear } from '../../support/log.ts';
import { serve, text } from '../../support/server.ts';
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

const fragment = '# What this test looks for.\nCONFIG_UML_TIME_TRAVEL_SUPPORT=y\n';

test('from a series to a kernel that has booted', { timeout: 40 * 60_000 }, async () => {
  const { tarball, version } = fetchSource();
  const [major, minor] = version.split('.');
  const server = await serve({
    [`/v${major}.x/sha256sums.asc`]: text(`${await digestOfFile(tarball)}  linux-${version}.tar.xz\n`),
    [`/v${major}.x/linux-${version}.tar.xz`]: (_, response) => {
      response.writeHead(200, { 'content-length': statSync(tarball).size });
      createReadStream(tarball).pipe(response);
    },
  });
  writeFileSync(join(folder, 'my.config'), fragment);
  const options: KernelOptions = {
    mirror: server.url,
    configuration: ['tiny', join(folder, 'my.config')],
    timeTravel: true,
    checkBoots: (executable, signal) => checkBoots(executable, 30, signal),
  };
  const log = hear();
  const remotes = [folderRemote('a remote', join(folder, 'archive'))];
  const provide = async (name: string) => {
    const context = await openContext({ folder: join(folder, name), remotes, log });
    const kernel = await provideKernel(`${major}.${minor}`, options, context);
    await saved(context);
    return { kernel, from: context.cache.used.at(-1)!.from };
  };
  try {
    const { kernel, from } = await provide('cache');
    expect(kernel.version).toContain(version);
    expect(kernel.source).toContain(`built from linux-${version}.tar.xz (tiny, `);
    expect(kernel.arguments).toEqual(['time-travel']);
    expect(from).toBe('made');
    const steps = log.progresses.filter((line) => line.startsWith(`building Linux ${version}`));
    expect(steps.length).toBeGreaterThan(100);
    const infos = log.infos.filter((line) => !line.includes('is not signed'));
    expect(infos).toEqual([]);
    const { release, config } = await readExecutable(kernel.path);
    expect(release).toBe(kernel.version);
    expect(config.get('HOSTFS')).toBe('y');

    const restored = await provide('another cache');
    expect(restored).toMatchObject({ kernel: { sha256: kernel.sha256 }, from: 'a remote' });
    await checkBoots(restored.kernel.path, 30);
    const [packed] = readdirSync(join(folder, 'archive'));
    expect(statSync(join(folder, 'archive', packed!)).size).toBeLessThan(4 * 2 ** 20);

    // The same sources once more, for programs of 32 bits.
    const context = await openContext({ folder: join(folder, 'cache'), log });
    const small = await provideKernel(
      `${major}.${minor}`,
      { ...options, configuration: ['tiny'], timeTravel: false, architecture: 'i386' },
      context,
    );
    expect(small.source).toContain('(tiny; i386; ');
    expect((await readExecutable(small.path)).config.has('64BIT')).toBe(false);
    const program = join(folder, 'exit-42');
    const code = '.globl _start\n_start: mov $1, %eax\nmov $42, %ebx\nint $0x80\n';
    execFileSync('as', ['--32', '-o', `${program}.o`], { input: code });
    execFileSync('ld', ['-m', 'elf_i386', '-o', program, `${program}.o`]);
    const words = ['--kernel-arch', 'i386', '--kernel', small.path, '--', program];
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(await umlExec(words, { cwd: empty })).toMatchObject({ stderr: '', exitCode: 42 });
  } finally {
    await server.close();
  }
});
