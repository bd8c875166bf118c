import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ownFolder } from '../support/temporary-folder.ts';

const script = join(import.meta.dirname, 'folders-process.ts');

/**
 * Where runs and doctor go in a mount namespace that was changed by a shell script, whose `$1` is a folder on a tmpfs.
 */
async function inNamespace(change: string, environment: (folder: string) => Record<string, string>) {
  const folder = ownFolder();
  const lines = ['mount -t tmpfs none "$1"', change, 'exec "$2" "$3"'];
  const args = ['--map-root-user', '--mount', 'sh', '-ec', lines.join('\n'), 'sh', folder, process.execPath, script];
  const env = { PATH: process.env.PATH!, ...environment(folder) };
  const { stdout } = await execa('unshare', args, { env, extendEnv: false });
  const { doctor, ...run } = JSON.parse(stdout);
  const places = Object.fromEntries(Object.entries<string>(run).map(([name, path]) => [name, dirname(path)]));
  return { folder, doctor, run, places };
}

const noexec = 'mount -t tmpfs -o noexec none /dev/shm';
const readOnly = 'mount -t tmpfs -o ro none /dev/shm';

test.each([
  ['TMPDIR set', ':', '/dev/shm'],
  ['/dev/shm noexec and TMPDIR set', noexec, 'TMPDIR'],
  ['/dev/shm read-only and TMPDIR set', readOnly, 'TMPDIR'],
])('doctor judges the folder that guests have their memory in: %s', async (_, change, expected) => {
  const { folder, places, doctor } = await inNamespace(change, (TMPDIR) => ({ TMPDIR }));
  const memory = expected === 'TMPDIR' ? folder : expected;
  expect(places).toEqual({ folder, memory });
  expect(doctor.found).toMatch(new RegExp(`^${memory} on tmpfs `));
});

test('a TMPDIR that forbids execution is left for /dev/shm', async () => {
  const { places, doctor } = await inNamespace('mount -o remount,noexec "$1"', (TMPDIR) => ({ TMPDIR }));
  expect(places).toEqual({ folder: '/dev/shm', memory: '/dev/shm' });
  expect(doctor.found).toMatch(/^\/dev\/shm on tmpfs /);
});

test('so is one that is a link to such a folder', async () => {
  const change = 'mount -o remount,noexec "$1" && mount -t tmpfs none /mnt && ln -s "$1" /mnt/link';
  const { places } = await inNamespace(change, () => ({ TMPDIR: '/mnt/link' }));
  expect(places).toEqual({ folder: '/dev/shm', memory: '/dev/shm' });
});

test('so is one with a comma, where the kernel would end the path', async () => {
  const { places } = await inNamespace('mkdir "$1/a,b"', (folder) => ({ TMPDIR: join(folder, 'a,b') }));
  expect(places).toEqual({ folder: '/dev/shm', memory: '/dev/shm' });
});

const noneUsable = `${noexec} && mount -o remount,noexec "$1"`;

test('/var/tmp is used where neither can be', async () => {
  const change = `${noneUsable} && mount -t tmpfs none /var/tmp`;
  const { places, doctor } = await inNamespace(change, (TMPDIR) => ({ TMPDIR }));
  expect(places).toEqual({ folder: '/var/tmp', memory: '/var/tmp' });
  expect(doctor.found).toMatch(/^\/var\/tmp on tmpfs /);
});

test('with no folder at all both say so', async () => {
  const change = `${noneUsable} && mount -t tmpfs -o noexec none /var/tmp`;
  const { folder, run, doctor } = await inNamespace(change, (TMPDIR) => ({ TMPDIR }));
  const message =
    `no folder for temporary files: each of "${folder}", "/dev/shm", "/var/tmp" cannot be written to, is mounted ` +
    'noexec or has a comma or a colon in its path; name another with TMPDIR';
  expect(run).toEqual({ error: message });
  expect(doctor).toEqual({ ok: false, found: expect.stringMatching(/^no folder for temporary files: /) });
});
