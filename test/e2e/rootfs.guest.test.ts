import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makePrograms } from '../../scripts/program-kinds.ts';
import { openContext } from '../../src/cache/context.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { alpineMirror } from '../support/alpine-mirror.ts';
import { put, sha256, tar } from '../support/archives.ts';
import { umlExec, umlRun } from '../support/command.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
vi.stubEnv('PATH', `${process.env.PATH}:/usr/sbin:/sbin`);

/** Not 5.10, where a rootfs is read-only: it has a test of its own. */
const series = seriesFor('6.1', '7.2').filter((one) => one !== '5.10');
const kernels = kernelWords(...series);

let root: ReturnType<typeof temporaryFolder>;
let programs: Record<string, string>;
let mirror: string[];
/** Specs by what they are. */
let rootfses: Record<string, string>;

beforeAll(async () => {
  root = temporaryFolder();
  programs = makePrograms(root.path);
  mirror = ['--alpine-mirror', await alpineMirror(root.path)];
  const made = join(root.path, 'made');
  const context = await openContext({ log: hear() });
  const { path: alpine } = await provideRootfs('alpine:3.19.4', { alpineMirror: mirror[1]! }, context);
  mkdirSync(made);
  await execa('tar', ['-c', '-f', join(made, 'alpine.tar'), '-C', alpine, '.']);
  mkdirSync(join(made, 'folder'));
  await execa('tar', ['-x', '-f', join(made, 'alpine.tar'), '-C', join(made, 'folder')]);
  await execa('mke2fs', ['-q', '-t', 'ext2', '-d', join(made, 'folder'), join(made, 'ext2'), '64M']);
  await execa('mksquashfs', [join(made, 'folder'), join(made, 'squashfs'), '-quiet', '-no-progress']);
  await execa('xz', ['-k', '-0', join(made, 'alpine.tar')]);
  const layer = readFileSync(join(made, 'alpine.tar'));
  const second = tar([{ name: 'srv/tool', mode: 0o755, content: '#!/bin/sh\necho "$PLACE $PWD $(id -u):$(id -g)"\n' }]);
  const config = {
    architecture: 'amd64',
    config: { Env: ['PATH=/srv:/usr/bin:/bin', 'PLACE=image'], WorkingDir: '/data', User: '1234:5' },
    rootfs: { diff_ids: [layer, second].map((bytes) => `sha256:${sha256(bytes)}`) },
  };
  put(
    join(made, 'image.tar'),
    tar([
      { name: '0/layer.tar', content: layer },
      { name: '1/layer.tar', content: second },
      { name: 'config.json', content: JSON.stringify(config) },
      {
        name: 'manifest.json',
        content: JSON.stringify([{ Config: 'config.json', Layers: ['0/layer.tar', '1/layer.tar'] }]),
      },
    ]),
  );
  rootfses = {
    minimal: 'minimal',
    alpine: 'alpine:3.19.4',
    host: 'host',
    folder: join(made, 'folder'),
    tarball: join(made, 'alpine.tar.xz'),
    ext2: join(made, 'ext2'),
    squashfs: join(made, 'squashfs'),
    container: `docker-archive:${join(made, 'image.tar')}`,
  };
});

afterAll(() => root.remove());

async function run(words: string[]) {
  const { exitCode, output, said, named: results } = await umlRun(words, { folder: root.path });
  return { exitCode, output, said, results };
}

async function exec(words: string[]) {
  const { exitCode, stdout, stderr } = await umlExec(words, { cwd: root.path });
  return { exitCode, stdout, stderr };
}

/** Of everything but the python of a rootfs that has none. */
test.each(['minimal', 'alpine', 'host', 'folder', 'tarball', 'ext2', 'squashfs', 'container'])(
  'every kind of program runs in the rootfs %s, on each kernel',
  async (kind) => {
    const { python, ...others } = programs;
    const tests = kind === 'host' ? programs : others;
    const { results } = await run([...kernels, ...mirror, '--rootfs', rootfses[kind]!, ...Object.values(tests)]);
    const told = Object.entries(results).map(([name, { verdict, message }]) => `${name}: ${verdict}, ${message}`);
    expect(told.sort()).toEqual(
      Object.values(tests)
        .flatMap((path) => series.map((one) => `${path.split('/').at(-1)} on ${one}: passed, exited with 0`))
        .sort(),
    );
  },
);

test('a glibc program on plain Alpine: why not, and what to do; each of which then does it', async () => {
  const tests = [programs.dynamic!, programs.static!];
  const words = [...kernels, ...mirror, '--rootfs', 'alpine', ...tests];
  const none = await run([...words, '--libraries', 'none']);
  expect(none.exitCode).toBe(2);
  for (const one of series) {
    expect(none.results[`tracee on ${one}`]).toMatchObject({
      verdict: 'errored',
      reason: 'not-started',
      message: expect.stringMatching(
        /needs the dynamic loader \/lib64\/ld-linux-x86-64\.so\.2, which the rootfs "alpine" does not have: .*--libraries auto.*--libraries gcompat.*-static/,
      ),
    });
    expect(none.results[`tracee_static on ${one}`]).toMatchObject({ verdict: 'passed' });
  }
  for (const libraries of ['auto', 'gcompat']) {
    const { exitCode, results } = await run([...words, '--libraries', libraries]);
    expect(exitCode).toBe(0);
    for (const result of Object.values(results)) expect(result.verdict).toBe('passed');
  }
});

test('what only the rootfs knows is said before a guest is booted', async () => {
  const words = [
    '--kernel',
    'distro:7.2',
    ...mirror,
    '--rootfs',
    'alpine',
    '--libraries',
    'none',
    programs.python!,
    programs['c++']!,
  ];
  const { exitCode, results } = await run(words);
  expect(exitCode).toBe(2);
  expect(results['script.py on 7.2']).toMatchObject({
    reason: 'not-started',
    message: expect.stringMatching(/needs python3, which the rootfs alpine does not have in \/usr\/local\/sbin/),
  });
});

test("a container image's environment, folder and user, where no folder of this machine is shown", async () => {
  for (const one of series) {
    const words = ['--kernel', `distro:${one}`, '--rootfs', rootfses.container!, '--', 'tool'];
    const { exitCode, stdout, stderr } = await umlExec(words, { cwd: '/' });
    expect([exitCode, stdout]).toEqual([0, 'image /data 1234:5']);
    expect(stderr).toMatch(/^warning: the guest does not show "\/".*--workdir to show it$/);
  }
});

test("a container image's user starts in the folder that is shown, if it may enter it", async () => {
  const words = ['--kernel', 'distro:7.2', '--rootfs', rootfses.container!, '--', 'tool'];
  const refused = await exec(words);
  expect(refused).toMatchObject({ exitCode: 125, stderr: expect.stringContaining('starts in may not be entered') });
  const open = join(root.path, 'open');
  put(join(open, 'file'), '');
  const { stdout } = await exec(['--workdir', open, ...words]);
  expect(stdout).toBe(`image ${open} 1234:5`);
});

test('a test may write everywhere in a rootfs, and the next guest sees none of it', async () => {
  const writer = join(root.path, 'writer.sh');
  writeFileSync(
    writer,
    '#!/bin/sh\n[ -e /etc/mark ] && exit 3\nfor f in / /etc /usr/bin /lib /var /opt /home /srv; do echo x > $f/mark || exit 4; done\nrm /bin/ls && ! [ -e /bin/ls ]\n',
  );
  chmodSync(writer, 0o755);
  const copy = join(root.path, 'again.sh');
  writeFileSync(copy, readFileSync(writer), { mode: 0o755 });
  const words = [...kernels, ...mirror, '--rootfs', 'alpine', '--isolation', 'test', writer, copy];
  const { results } = await run(words);
  for (const { message } of Object.values(results)) expect(message).toBe('exited with 0');
});

test('where hostfs cannot be below overlayfs, as in 5.10, programs run all the same, read-only', async () => {
  const reader = join(root.path, 'read-only.sh');
  writeFileSync(reader, '#!/bin/sh\n! touch /var/mark 2>/dev/null\n', { mode: 0o755 });
  const tests = [programs.dynamic!, programs.musl!, reader];
  const { results } = await run(['--kernel', 'distro:5.10', ...mirror, '--rootfs', 'alpine', ...tests]);
  expect(Object.values(results).map(({ message }) => message)).toEqual(tests.map(() => 'exited with 0'));
});

test("a package is installed by the rootfs's own package manager, once", async () => {
  const words = ['--kernel', 'distro:7.2', ...mirror, '--rootfs', 'alpine', '--rootfs-packages', 'gcompat'];
  const { results, exitCode } = await run([...words, '--libraries', 'none', programs.dynamic!]);
  expect([exitCode, results['tracee on 7.2']?.message]).toEqual([0, 'exited with 0']);
  const lacking = await exec([...mirror, '--rootfs', 'alpine', '--rootfs-packages', 'no-such', '--', 'true']);
  expect(lacking).toMatchObject({
    exitCode: 125,
    stderr: expect.stringMatching(/"no-such": the mirror has no package/),
  });
  const minimal = await exec(['--rootfs-packages', 'gcompat', '--', 'true']);
  expect(minimal.stderr).toMatch(/the rootfs "minimal" has neither apk nor dpkg/);
});

test('a compiler of the host works in the guest, on the current folder', async () => {
  const source = join(root.path, 'source');
  put(join(source, 'inner/word.h'), '#define WORD "compiled"\n');
  put(join(source, 't.c'), '#include <stdio.h>\n#include "inner/word.h"\nint main(void) { puts(WORD); return 5; }\n');
  for (const one of series) {
    const script = 'cd source && cc -o t t.c && ./t';
    const words = ['--kernel', `distro:${one}`, '--rootfs', 'host', '--', 'sh', '-c', script];
    expect(await exec(words)).toEqual({
      exitCode: 5,
      stdout: 'compiled',
      stderr: expect.stringMatching(/^warning: 1 file .* is lost .*: source\/t; --writable \. keeps them$/),
    });
  }
  expect(existsSync(join(source, 't'))).toBe(false);
});

test('what is included lies beside the program', async () => {
  put(join(root.path, 'data/file'), 'data');
  const reader = join(root.path, 'reader.sh');
  writeFileSync(reader, '#!/bin/sh\n[ "$(cat "$(dirname "$0")/data/file")" = data ]\n', { mode: 0o755 });
  const { results } = await run([...kernels, '--include', 'data', reader]);
  for (const { verdict } of Object.values(results)) expect(verdict).toBe('passed');
  const { exitCode, stderr } = await exec(['--kernel', 'distro:7.2', '--include', 'nothing', '--', 'true']);
  expect([exitCode, stderr]).toEqual([125, expect.stringMatching(/--include "nothing": ".*" does not exist/)]);
});

/** Root in the guest does what it can to this machine's files, through mounts that it makes writable or adds. */
test("nothing of the host changes, whatever a guest's root does, and what is hidden stays so", async () => {
  const victim = join(root.path, 'victim');
  put(join(victim, 'file'), 'unharmed');
  put(join(victim, 'secret/file'), 'nobody shall know');
  chmodSync(join(victim, 'file'), 0o640);
  const attacker = join(root.path, 'attacker.sh');
  writeFileSync(
    attacker,
    `#!/bin/bash
    mkdir /tmp/h
    for place in / /rootfs /share /boot /..; do
      mount -t hostfs none /tmp/h -o "$place" || continue
      for f in /tmp/h${victim} /tmp/h/rootfs${victim} /tmp/h/programs${attacker} /tmp/h/share/programs${attacker}; do
        cat $f/secret/file /tmp/h/root/.bashrc /tmp/h/rootfs/etc/shadow /tmp/h/etc/shadow
        ls $f/secret
        for one in $f $f/file; do
          chmod 777 $one; chown 1:1 $one; touch -d 2001-01-01 $one; echo x >> $one; truncate -s 0 $one
          ln $one $one.2; ln -s x $one.3; mkdir $one.4; mv $one $one.5; rm -rf $one
        done
      done
      umount /tmp/h
    done
    for one in /usr /etc /usr/bin/env; do mount -o remount,rw,bind $one; echo x >> $one; touch $one/uml-run-was-here; chmod 777 $one; done
    cat ${victim}/secret/file
    exit 0`,
    { mode: 0o755 },
  );
  const seen = (path: string) => {
    const { mode, mtimeMs, ctimeMs, uid, size } = statSync(path);
    return { mode, mtimeMs, ctimeMs, uid, size };
  };
  const watched = [join(victim, 'file'), victim, '/usr/bin/env', '/etc/passwd', '/etc', '/usr', attacker];
  const before = watched.map(seen);
  const words = [...kernels, '--rootfs', 'host', '--hide', join(victim, 'secret'), attacker];
  const { results, output } = await run(words);
  for (const { message, stdout } of Object.values(results)) {
    expect(message).toBe('exited with 0');
    expect(readFileSync(join(output, stdout), 'utf8')).not.toMatch(/nobody shall know|root:|file/);
  }
  expect(watched.map(seen)).toEqual(before);
  expect(readFileSync(join(victim, 'file'), 'utf8')).toBe('unharmed');
});

test('what a test leaves behind comes back, even after a panic; links, devices and floods do not', async () => {
  const leave = join(root.path, 'leave.sh');
  writeFileSync(
    leave,
    `#!/bin/sh
    cd "$UML_RUN_ARTIFACTS" || exit 1
    mkdir -p d/e && echo deep > d/e/f && echo odd > 'a b' && ln -s /etc/passwd link && ln -s /etc folder && mkfifo pipe
    mknod null c 1 3
    dd if=/dev/zero of=sparse bs=1 seek=64M count=1 2>/dev/null
    exit 0`,
    { mode: 0o755 },
  );
  const panic = join(root.path, 'panic.sh');
  writeFileSync(panic, '#!/bin/sh\necho before > $UML_RUN_ARTIFACTS/file\necho c > /proc/sysrq-trigger\nsleep 9\n', {
    mode: 0o755,
  });
  const flood = join(root.path, 'flood.sh');
  writeFileSync(flood, '#!/bin/sh\nwhile :; do cat /bin/busybox >> $UML_RUN_ARTIFACTS/flood; done\n', { mode: 0o755 });
  const words = [...kernels, '--artifacts-limit', '8', leave, panic, flood];
  const { results, output, said } = await run(words);
  for (const one of series) {
    const folder = (name: string) =>
      join(output, results[`${name} on ${one}`]!.stdout.replace(/\.stdout$/, '.artifacts'));
    const files = await execa('find', ['.', '-type', 'f'], { cwd: folder('leave.sh') });
    expect(files.stdout.split('\n').sort()).toEqual(['./a%20b', './d/e/f']);
    expect((await execa('find', ['.', '!', '-type', 'f', '!', '-type', 'd'], { cwd: folder('leave.sh') })).stdout).toBe(
      '',
    );
    expect(readFileSync(join(folder('panic.sh'), 'file'), 'utf8')).toBe('before\n');
    expect(results[`panic.sh on ${one}`]).toMatchObject({ verdict: 'errored', reason: 'panic' });
    expect(results[`flood.sh on ${one}`]).toMatchObject({
      reason: 'guest-died',
      message: expect.stringMatching(/more in \$UML_RUN_ARTIFACTS than --artifacts-limit allows/),
    });
  }
  expect(said).toMatch(/artifacts of leave\.sh on 7\.2\S*: left out 1 files above 8 MB/);
});
