/**
 * The whole way, once, for real: a kernel's source of this machine's archive, served as a release on loopback, found,
 * fetched, unpacked, configured as `tiny`, built, and booted to its first user process.
 */
import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { findCompiler } from '../../../src/kernel/build/compiler.ts';
import { describeDropped } from '../../../src/kernel/build/configure.ts';
import { readExecutable } from '../../../src/kernel/build/executable.ts';
import { readConfiguration } from '../../../src/kernel/build/fragments.ts';
import { digestOf } from '../../../src/kernel/build/release/download.ts';
import { openMirror } from '../../../src/kernel/build/release/mirror.ts';
import { fetchRelease, findRelease } from '../../../src/kernel/build/release/release.ts';
import { readTree } from '../../../src/kernel/build/tree.ts';
import { unpackSource } from '../../../src/kernel/build/unpack.ts';
import { buildReady } from '../../../src/kernel/build/verify.ts';
import { serve, text } from './release/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'uml-run-real-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The archive's newest source package, by apt with state of its own: works without root and without `apt-get update`. */
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

/** A first process that says so on the console, as far as the guest's configuration goes. */
const init = `
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
  struct utsname name;
  mount("devtmpfs", "/dev", "devtmpfs", 0, 0);
  int console = open("/dev/console", O_WRONLY);
  uname(&name);
  dprintf(console, "first process on %s\\n", name.release);
  reboot(RB_POWER_OFF);
}
`;

function makeRoot(): string {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'dev'), { recursive: true });
  writeFileSync(join(folder, 'init.c'), init);
  execFileSync('cc', ['-static', '-o', join(root, 'init'), join(folder, 'init.c')]);
  return root;
}

async function boot(executable: string, root: string): Promise<void> {
  const words = [
    'root=/dev/root',
    'rootfstype=hostfs',
    `rootflags=${root}`,
    'rw',
    'init=/init',
    'mem=64M',
    'con=null',
    'con0=null,fd:1',
    'quiet',
    'panic=-1',
    `uml_dir=${folder}/uml`,
  ];
  const { all } = await execa(executable, words, { all: true, reject: false, timeout: 30_000, stdin: 'ignore' });
  if (!all.includes('first process on')) throw new Error(all.slice(-2000));
}

test('from a version to a kernel that has booted', { timeout: 40 * 60_000 }, async () => {
  const { tarball, version } = fetchSource();
  const root = makeRoot();
  const server = await serve({
    [`/v${version.split('.')[0]}.x/sha256sums.asc`]: text(`${await digestOf(tarball)}  linux-${version}.tar.xz\n`),
    [`/v${version.split('.')[0]}.x/linux-${version}.tar.xz`]: (_, response) => {
      response.writeHead(200, { 'content-length': statSync(tarball).size });
      createReadStream(tarball).pipe(response);
    },
  });
  try {
    const mirror = await openMirror(server.url);
    const release = await findRelease(version.split('.').slice(0, 2).join('.'), mirror, folder);
    expect(release.version).toBe(version);
    const source = await unpackSource(
      await fetchRelease(release, mirror, join(folder, 'cache')),
      join(folder, 'source'),
    );
    const job = {
      tree: await readTree(source),
      folder: join(folder, 'O'),
      architecture: 'x86_64',
      compiler: await findCompiler('x86_64'),
    } as const;
    let done = 0;
    const kernel = await buildReady(
      job,
      await readConfiguration(['tiny']),
      join(folder, 'out'),
      (path) => boot(path, root),
      (steps) => {
        done = Math.max(done, steps);
      },
    );
    expect(kernel.release).toContain(version);
    expect(done).toBeGreaterThan(100);
    expect(describeDropped(kernel.configured.dropped)).toEqual([]);
    const { release: said, config } = await readExecutable(kernel.executable);
    expect(said).toBe(kernel.release);
    expect(config.get('HOSTFS')).toBe('y');
  } finally {
    await server.close();
  }
});
