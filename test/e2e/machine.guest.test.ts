/** What machines and kernels cannot do: it is said once, and is held against no test. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { readResults } from '../../src/results/read-results.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { command, startCommand, umlExec } from '../support/command.ts';
import { compileFile, write } from '../support/compile.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const cache = process.env.UML_RUN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'uml-run');

/** Runs two tests through a program that takes something from them, or through several. */
async function runThrough(words: readonly string[], more: readonly string[] = []) {
  const folder = ownFolder();
  for (const name of ['a', 'b']) write(join(folder, name), '#!/bin/sh\n');
  const all = [...words, ...command, ...kernelWords(anySeries), ...more, './a', './b'];
  const { exitCode, stdout } = await execa(all[0]!, all.slice(1), { cwd: folder, reject: false });
  const results = readResults(join(folder, 'uml-run-results/results.json'));
  const warnings = stdout.split('\n').filter((line) => line.startsWith('warning: this machine cannot run guests: '));
  return { exitCode, warnings, tests: results.tests, guests: results.guests.length };
}

/** A program that starts another, to which the host refuses a system call. */
function refuse(call: string): string {
  const source = join(import.meta.dirname, '../support/refuse-call.c');
  return compileFile(join(ownFolder(), 'refuse-call'), source, `-DCALL=SYS_${call}`);
}

test('ptrace is refused', async () => {
  const ran = await runThrough([refuse('ptrace')]);
  const refused = 'ptrace: refused: a child may not be traced (PTRACE_TRACEME)';
  expect(ran).toMatchObject({
    exitCode: 3,
    warnings: [expect.stringMatching(/ptrace: refused: .*; in a container, allow it: --cap-add SYS_PTRACE/)],
    guests: 1,
  });
  for (const { reason, message } of ran.tests)
    expect([reason, message]).toEqual(['environment', expect.stringContaining(`no guest booted: ${refused}`)]);
});

test('exec says it, too', async () => {
  const words = [...command, 'exec', ...kernelWords(anySeries), '--', 'true'];
  const { exitCode, stderr } = await execa(refuse('ptrace'), words, { reject: false });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 125,
    stderr: expect.stringMatching(/^uml-run: true: ptrace: refused: .*; in a container, allow it: --cap-add/),
  });
});

/** @returns a root file system with a shell, for a test that removes it */
async function ownRootfs(): Promise<string> {
  const { path } = await provideRootfs('minimal', {}, await openContext({ log: hear() }));
  const place = join(ownFolder(), 'root');
  cpSync(path, place, { recursive: true, verbatimSymlinks: true });
  return place;
}

test('a root file system that is removed while tests run is held against none of them', async () => {
  const [folder, rootfs] = [ownFolder(), await ownRootfs()];
  write(join(folder, 'a'), '#!/bin/sh\n');
  write(join(folder, 'b'), '#!/bin/sh\nsleep 1\ncat /bin/sh >/dev/null\n');
  const order = ['--order', 'given', '--jobs', '1', '--isolation', 'test'];
  const running = startCommand([...kernelWords(anySeries), '--rootfs', rootfs, ...order, './a', './b'], {
    cwd: folder,
  });
  for await (const line of running) {
    if (/^passed .* a$/.test(line)) rmSync(rootfs, { recursive: true });
  }
  expect((await running).exitCode).toBe(3);
  expect(readResults(join(folder, 'uml-run-results/results.json')).tests).toMatchObject([
    { verdict: 'passed' },
    { reason: 'environment', message: expect.stringContaining(`the root file system "${rootfs}" has been removed`) },
  ]);
});

test('exec says that it was removed', async () => {
  const rootfs = await ownRootfs();
  const words = [...kernelWords(anySeries), '--rootfs', rootfs, '--', 'sh', '-c', 'echo up; sleep 1; cat /bin/sh'];
  const running = umlExec(words);
  for await (const line of running) if (line === 'up') rmSync(rootfs, { recursive: true });
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(127);
  expect(stderr).toContain(`warning: sh: the root file system "${rootfs}" has been removed meanwhile; run it again`);
});

/** Of root's rights, those that Docker leaves to containers. */
const rightsOfContainers =
  '-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap';

test.runIf(process.getuid!() === 0)(
  "root has only a container's rights, and its filter fixes no addresses",
  async () => {
    const through = ['setpriv', '--bounding-set', rightsOfContainers, refuse('personality')];
    const ran = await runThrough(through);
    expect(ran).toMatchObject({ exitCode: 0, warnings: [], tests: [{ verdict: 'passed' }, { verdict: 'passed' }] });
    const { stdout } = await execa(through[0]!, [...through.slice(1), ...command, 'doctor'], { reject: false });
    expect(stdout).toMatch(/^ok +user of guests +root; note: in a container, --cap-add DAC_READ_SEARCH /m);
    expect(stdout).toMatch(/^ok +sandbox +a program started in it$/m);
  },
);

test('on ARM, the first line says so, and nothing is fetched', async () => {
  const cache = join(ownFolder(), 'cache');
  const arm = "data:text/javascript,Object.defineProperty(process,'arch',{value:'arm64'})";
  const env = { NODE_OPTIONS: `--import "${arm}"`, UML_RUN_CACHE: cache };
  const message = 'this machine is linux on arm64, and kernels are for x86-64; run uml-run on x86-64 Linux';
  for (const [exitCode, ...command] of [
    [3, '/bin/true'],
    [125, 'exec', '--', 'true'],
    [3, 'kernel', 'fetch', '6.12'],
  ] as const) {
    const ran = await startCommand(command, { cwd: ownFolder(), env });
    expect([ran.exitCode, ran.stderr, ran.stdout]).toEqual([
      exitCode,
      expect.stringMatching(`^uml-run: ${message}`),
      '',
    ]);
  }
  expect(existsSync(cache)).toBe(false);
});

test('the cache lies where nothing may be executed', async () => {
  await umlExec([...kernelWords(anySeries), '--', 'true']);
  expect(existsSync(cache)).toBe(true);
  const place = ownFolder();
  const script = 'mount --bind "$0" "$1" && mount -o remount,bind,noexec "$1" && shift && exec "$@"';
  const ran = await runThrough(['unshare', '-rm', 'sh', '-c', script, cache, place], ['--cache', place]);
  expect(ran).toMatchObject({
    exitCode: 3,
    warnings: [expect.stringMatching(/: the supervisor cannot start .*\(EACCES\); nothing may be executed there: /)],
    tests: [{ reason: 'environment' }, { reason: 'environment' }],
  });
});

test('nothing is made in such a cache', async () => {
  const [place, folder] = [ownFolder(), ownFolder()];
  const { stdout: kernel } = await execa(command[0], [command[1], 'kernel', 'fetch', `distro:${anySeries}`]);
  await execa('tar', ['--create', '--file', join(folder, 'rootfs.tar'), '--directory', '/etc', 'hostname']);
  const script = 'mount -t tmpfs -o noexec none "$0" && exec "$@"';
  const words = ['--cache', place, '--kernel', kernel, '--rootfs', './rootfs.tar', '/bin/true'];
  const ran = await execa('unshare', ['-rm', 'sh', '-c', script, place, ...command, ...words], {
    cwd: folder,
    reject: false,
  });
  expect(ran.exitCode).toBe(3);
  expect(ran.stderr).toBe(
    `uml-run: no kernel starts in the cache folder: ${place} is mounted noexec; mount it with exec, or name another folder with --cache`,
  );
});

/** One kernel that is there, and others whose mirror does not answer, or does not have them. */
async function runWithMissing(kernels: string, programs: Record<string, string>, mirrorName = 'http://127.0.0.1:9/') {
  const folder = ownFolder();
  for (const [name, code] of Object.entries(programs)) write(join(folder, name), `#!/bin/sh\n${code}\n`);
  const mirror = ['--kernel-mirror', mirrorName, '--kernel', kernels];
  const words = [...mirror, '--cache', cache, ...Object.keys(programs).map((name) => `./${name}`)];
  const { exitCode, stdout, stderr } = await startCommand(words, { cwd: folder });
  const file = join(folder, 'uml-run-results/results.json');
  const results = existsSync(file) ? readResults(file) : undefined;
  return { exitCode, stdout, stderr, results };
}

test('a kernel that cannot be had costs its own column, and counts where nothing failed', async () => {
  const { exitCode, stdout, results } = await runWithMissing(`distro:${anySeries},6.12.9`, { a: 'exit 0' });
  expect(exitCode).toBe(3);
  expect(stdout.match(/^warning: kernel "6\.12\.9" is not available: /gm)).toHaveLength(1);
  expect(results!.kernels.map(({ spec, sha256 }) => [spec, sha256.length])).toEqual([
    [`distro:${anySeries}`, 64],
    ['6.12.9', 0],
  ]);
  expect(results!.tests).toMatchObject([
    { verdict: 'passed' },
    {
      kernel: '6.12.9',
      verdict: 'errored',
      reason: 'boot-failed',
      message: expect.stringMatching(/^kernel "6\.12\.9" is not available: .*127\.0\.0\.1:9/),
      attempts: 0,
    },
  ]);
  const failed = await runWithMissing(`distro:${anySeries},6.12.9`, { a: 'exit 1' });
  expect(failed.exitCode).toBe(1);
});

test('a release that its mirror does not have (any more) costs its own column, too', async () => {
  const mirror = ownFolder();
  mkdirSync(join(mirror, 'v6.x'));
  write(join(mirror, 'v6.x/sha256sums.asc'), `${'0'.repeat(64)}  linux-6.12.8.tar.xz\n`);
  const { exitCode, stdout, results } = await runWithMissing(`distro:${anySeries},6.12.9`, { a: 'exit 0' }, mirror);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(
    /^warning: kernel "6\.12\.9" is not available: .* does not have Linux 6\.12\.9; the nearest are /m,
  );
  expect(results!.tests.map(({ verdict }) => verdict)).toEqual(['passed', 'errored']);
});

test.each([
  ['no kernel that can be had', '6.12.9,6.12.8', 3],
  ['a release candidate', `distro:${anySeries},6.19-rc3`, 2],
  ['a kernel that cannot be meant', `distro:${anySeries},6.12.x`, 2],
  ['a kernel that is not there', `distro:${anySeries},./missing`, 2],
])('with %s, nothing runs', async (_, kernels, code) => {
  const { exitCode, stderr, results } = await runWithMissing(kernels, { a: 'exit 0' });
  expect({ exitCode, stderr, results }).toEqual({
    exitCode: code,
    stderr: expect.stringMatching(/^uml-run: [^\n]+\n?$/),
    results: undefined,
  });
});

test("somebody removes the run's temporary files while a test runs", async () => {
  const folder = ownFolder();
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  write(join(folder, 'a'), '#!/bin/sh\necho started\nsleep 1\n');
  write(join(folder, 'b'), '#!/bin/sh\n');
  const words = [...kernelWords(anySeries), '--isolation', 'test', '--jobs', '1', '--order', 'given', './a', './b'];
  const running = startCommand(words, { cwd: folder, env: { TMPDIR: temporary } });
  const logs = join(folder, 'uml-run-results/logs');
  const outputs = () =>
    readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('a.stdout'));
  await expect
    .poll(() => existsSync(logs) && outputs().map((name) => readFileSync(join(logs, name), 'utf8')), {
      timeout: 60_000,
    })
    .toEqual(['started\n']);
  rmSync(temporary, { recursive: true });
  const { exitCode } = await running;
  const { tests } = readResults(join(folder, 'uml-run-results/results.json'));
  expect(exitCode).toBe(3);
  expect(tests).toMatchObject([
    { name: 'a', verdict: 'passed' },
    {
      name: 'b',
      reason: 'environment',
      message: expect.stringMatching(/^no guest booted: somebody has removed the run's temporary files, /),
    },
  ]);
});
