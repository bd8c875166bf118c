import { expect, test } from 'vitest';
import { judgeApt } from '../../src/host/check-apt.ts';
import { checkArchitecture } from '../../src/host/check-architecture.ts';
import { judgeCpu } from '../../src/host/check-cpu.ts';
import { judgeDescriptors } from '../../src/host/check-descriptors.ts';
import { judgeMemoryFolder } from '../../src/host/check-memory-folder.ts';
import { judgePtrace } from '../../src/host/check-ptrace.ts';
import {
  describeLandlock,
  describeSeccomp,
  describeUser,
  describeUserNamespaces,
} from '../../src/host/check-sandbox.ts';
import { versionIn } from '../../src/host/check-tool.ts';

test.each([
  ['linux', 'x64', true, /^x86-64 Linux \d/],
  ['linux', 'arm64', false, /^linux on arm64$/],
  ['darwin', 'x64', false, /^darwin on x64$/],
])('machine: %s on %s', (platform, arch, ok, found) => {
  expect(checkArchitecture(platform, arch)).toMatchObject({ ok, found: expect.stringMatching(found) });
});

const ordinary = 'Name:\tnode\nCapEff:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:\t0\n';
const root = ordinary.replace('0000000000000000', '000001ffffffffff');
const docker = ordinary.replace('0000000000000000', '00000000a80425fb').replace('Seccomp:\t0', 'Seccomp:\t2');
const unknown = { worked: 'unknown' } as const;

test.each([
  ['1\n', ordinary, true],
  [undefined, ordinary, true],
  ['2\n', ordinary, false],
  ['2\n', root, true],
  ['2\n', docker, false],
  ['3\n', root, false],
  ['1\n', undefined, true],
])('ptrace by settings alone: Yama %j, %j', (yamaScope, status, ok) => {
  const check = judgePtrace({ yamaScope, status }, unknown);
  expect(check.ok).toBe(ok);
  expect(check.found).toContain('not tried');
  expect(check.fix === undefined).toBe(ok);
});

test('ptrace: what was tried decides, and the settings explain', () => {
  expect(judgePtrace({ yamaScope: '3', status: root }, { worked: true })).toEqual({
    name: 'ptrace',
    ok: true,
    found: 'allowed: tried it (Yama scope 3, no seccomp filter)',
  });
  const refused = { worked: false, step: 'no' } as const;
  expect(judgePtrace({ yamaScope: '1', status: docker }, refused)).toEqual({
    name: 'ptrace',
    ok: false,
    found: 'refused: no (Yama scope 1, under a seccomp filter)',
    fix: 'in a container, allow it: --cap-add SYS_PTRACE --security-opt seccomp=unconfined',
  });
  expect(judgePtrace({ yamaScope: '2', status: ordinary }, refused).fix).toContain('ptrace_scope=1 (as root)');
  expect(judgePtrace({ yamaScope: '3', status: root }, refused).fix).toContain('until a reboot');
});

const tmpfs = { point: '/dev/shm', type: 'tmpfs', options: ['rw'] };
const memory = { folder: '/dev/shm', mount: tmpfs, free: 2 ** 30, executes: true };

test('guest memory', () => {
  expect(judgeMemoryFolder(memory)).toEqual({
    name: 'guest memory',
    ok: true,
    found: '/dev/shm on tmpfs mounted at /dev/shm, 1024 MB free',
  });
  const noexec = { ...tmpfs, options: ['rw', 'noexec'] };
  expect(judgeMemoryFolder({ ...memory, mount: noexec, executes: false })).toMatchObject({
    ok: false,
    found: expect.stringContaining('but it is mounted noexec'),
    fix: expect.stringContaining('mount -o remount,exec /dev/shm'),
  });
  expect(judgeMemoryFolder({ ...memory, executes: false }).found).toContain('but nothing can be executed there');
  expect(judgeMemoryFolder({ ...memory, free: 64 * 2 ** 20 })).toMatchObject({
    ok: false,
    found: expect.stringContaining('64 MB free, less than 256 MB'),
    fix: expect.stringContaining('--tmpfs /dev/shm:exec,size=1g'),
  });
  expect(judgeMemoryFolder({ ...memory, mount: { ...tmpfs, type: 'ext4' } })).toMatchObject({
    ok: true,
    fix: expect.stringContaining('tmpfs'),
  });
  expect(judgeMemoryFolder({ ...memory, mount: undefined }).found).toContain('an unknown mount');
});

test('apt', () => {
  const version = 'apt 2.6.1 (amd64)\nSupported modules:\n*Ver: Standard .deb\n';
  const archives = [
    "'http://one.example/debian/dists/bookworm/InRelease' one.example_debian_dists_bookworm_InRelease 0 ",
    "'http://one.example/debian/dists/bookworm/main/binary-amd64/Packages.xz' one.example_debian_Packages 0 ",
    "'http://one.example/debian/dists/bookworm-updates/InRelease' one.example_debian_dists_updates_InRelease 0 ",
    "'mirror+file:/etc/apt/apt-mirrors.txt/dists/noble/InRelease' _etc_apt_apt-mirrors.txt_dists_noble_InRelease 0 ",
  ].join('\n');
  expect(judgeApt(version, archives)).toEqual({ name: 'apt', ok: true, found: '2.6.1 with 2 archives' });
  expect(judgeApt(version, '')).toMatchObject({ ok: false, found: '2.6.1 with 0 archives' });
  expect(judgeApt(undefined, '')).toMatchObject({ ok: false, fix: expect.stringContaining('--kernel ./linux') });
});

test.each([
  ['tar (GNU tar) 1.34\nCopyright', '1.34'],
  ['*** Zstandard CLI (64-bit) v1.5.4, by Yann Collet ***', '1.5.4'],
  ['bsdtar 3.7.2 - libarchive 3.7.2 zlib/1.3', '3.7.2'],
  ['something else', 'something else'],
])('version in %j', (output, version) => {
  expect(versionIn(output)).toBe(version);
});

const cpuinfo = (flags: string) => `processor\t: 0\nmodel name\t: A CPU\nflags\t\t: fpu ${flags}\nbugs\t\t: amx_tile\n`;

test.each([
  ['', 576],
  ['avx avx2', 832],
  ['avx avx2 avx512f', 2688],
  ['avx avx2 avx512f pku ospke', 2696],
])('a CPU with %j has %i bytes of XSTATE, for which all kernels have room', (flags, size) => {
  const check = judgeCpu(cpuinfo(flags));
  expect(check).toEqual({ name: 'CPU', ok: true, found: `A CPU, ${size} bytes of register state (XSTATE)` });
});

test('AMX, for which older kernels have none: what can be done is done, and which kernels are left is said', () => {
  expect(judgeCpu(cpuinfo('avx avx512f pku amx_bf16 amx_tile'))).toMatchObject({
    ok: true,
    found: expect.stringContaining('11008 bytes of register state (XSTATE), more than the 2696 of kernels before 6.13'),
    fix: expect.stringContaining('only a static kernel before 6.13 that uml-run has not built cannot run here'),
  });
  expect(judgeCpu('').found).toContain('unknown');
});

test.each([
  [{ max: undefined, unprivileged: undefined, appArmor: undefined }, 'the kernel has none'],
  [{ max: '0\n', unprivileged: '1\n', appArmor: undefined }, 'turned off'],
  [{ max: '63000\n', unprivileged: '0\n', appArmor: undefined }, 'for root only'],
  [{ max: '63000\n', unprivileged: '1\n', appArmor: '1\n' }, 'restricted by AppArmor'],
  [{ max: '63000\n', unprivileged: undefined, appArmor: '0\n' }, 'for everyone'],
])('user namespaces: %j', (settings, found) => {
  expect(describeUserNamespaces(settings)).toMatchObject({ ok: true, found: expect.stringContaining(found) });
});

test('Landlock, and what it means where there is none, or an old one', () => {
  expect(describeLandlock(7)).toEqual({ name: 'Landlock', ok: true, found: 'version 7' });
  expect(describeLandlock(0)).toMatchObject({ ok: true, found: 'none', fix: expect.stringContaining('threat-model') });
  const missing = (version: number) =>
    describeLandlock(version)
      .fix?.match(/before version \d/g)
      ?.join();
  expect([7, 6, 5, 3, 1].map(missing)).toEqual([
    undefined,
    undefined,
    'before version 6',
    'before version 4,before version 5,before version 6',
    'before version 2,before version 3,before version 4,before version 5,before version 6',
  ]);
  expect(describeLandlock(5).fix).toBe(
    'before version 6 (Linux 6.12) a guest can send signals to processes of the same user',
  );
});

test('seccomp filters, and the user of guests', () => {
  expect(describeSeccomp(true)).toEqual({ name: 'seccomp filters', ok: true, found: 'allowed: tried one' });
  expect(describeSeccomp(false)).toMatchObject({ ok: true, found: 'none', fix: expect.stringContaining('hostile') });
  expect(describeUser('own', true)).toEqual({ name: 'user of guests', ok: true, found: 'one for each guest' });
  expect(describeUser('nobody', true)).toMatchObject({ ok: true, found: '"nobody", for all guests' });
  expect(describeUser(undefined, true)).toMatchObject({ ok: true, found: 'root' });
  expect(describeUser(undefined, false)).toMatchObject({ ok: true, found: 'yours' });
  for (const user of ['nobody', undefined] as const) expect(describeUser(user, true).fix).toContain('user namespace');
});

test('a machine that allows too few open files', () => {
  expect(judgeDescriptors(22)).toEqual({
    name: 'open files',
    ok: false,
    found: '22 at once, less than 64',
    fix: 'raise the limit: ulimit -n 1024',
  });
  expect(judgeDescriptors(1024)).toEqual({ name: 'open files', ok: true, found: '1024 at once' });
  expect(judgeDescriptors(Infinity)).toEqual({ name: 'open files', ok: true, found: 'any number at once' });
});
