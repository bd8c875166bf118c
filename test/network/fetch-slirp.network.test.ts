/** slirp4netns of this machine's apt, for a user who has none: the real packages, from an archive on the loopback. */
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { fetchMachinePackage, machinePackage } from '../../src/apt/machine-package.ts';
import { openContext } from '../../src/cache/context.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { aptMachine } from '../support/apt-machine.ts';
import { command, startCommand } from '../support/command.ts';
import { anySeries } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { ownFolder, temporaryFolder } from '../support/temporary-folder.ts';

/** slirp4netns, and what it may need: of libglib2.0-0 and the next, a suite has one, and of libpcre2-8-0 and libpcre3. */
const names = [
  'slirp4netns',
  'libslirp0',
  'libseccomp2',
  'libglib2.0-0',
  'libglib2.0-0t64',
  'libpcre2-8-0',
  'libpcre3',
];

let packages: string[];
let kernel: string;
let rootfs: string;

beforeAll(async () => {
  const context = await openContext({ log: hear() });
  const { path: folder, remove } = temporaryFolder();
  const found = await Promise.all(names.map((name) => machinePackage(name, context).catch(() => undefined)));
  packages = [];
  for (const one of found) if (one) packages.push(await fetchMachinePackage(one, folder, context));
  kernel = (await startCommand(['kernel', 'fetch', `distro:${anySeries}`])).stdout.trim();
  rootfs = (await provideRootfs('minimal', {}, context)).path;
  return remove;
});

const asOrdinaryUser = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=65534', '--map-group=65534'] : [];

/** A folder for `PATH` with what this machine has, but for some programs. */
function withoutPrograms(...without: string[]): string {
  const folder = join(ownFolder(), 'bin');
  mkdirSync(folder);
  for (const name of readdirSync('/usr/bin'))
    if (!without.includes(name)) symlinkSync(join('/usr/bin', name), join(folder, name));
  return folder;
}

/** Runs a script in a guest with a network. @param folder of the machine; it has the cache, cold at first */
function inGuest(script: string, folder: string, PATH = withoutPrograms('slirp4netns')) {
  const guest = ['--kernel', kernel, '--rootfs', rootfs, '--network', 'user,host-loopback', '--', 'sh', '-c', script];
  const [program = '', ...words] = [...asOrdinaryUser, ...command, 'exec', '--cache', join(folder, 'cache'), ...guest];
  return execa(program, words, { cwd: ownFolder(), env: { PATH }, reject: false, input: '' });
}

test('an ordinary user without it has a network by that of apt, and again without apt', async () => {
  const server = createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { archive, folder } = await aptMachine(packages);
  const script = `wget -qO- http://10.0.2.2:${(server.address() as AddressInfo).port}/`;
  expect(await inGuest(script, folder)).toMatchObject({ stdout: 'reached', exitCode: 0 });
  expect(archive.requests.some((path) => path.includes('/slirp4netns_'))).toBe(true);
  archive.requests.length = 0;
  expect(await inGuest(script, folder)).toMatchObject({ stdout: 'reached', stderr: '', exitCode: 0 });
  expect(archive.requests).toEqual([]);
});

const needed = 'uml-run: --network user needs slirp4netns 1\\.2\\.0 or later: ';
const advice = '; or install it: apt-get install slirp4netns$';

test('where the archive does not have it, that is said, and what to do', async () => {
  const { folder } = await aptMachine([]);
  const { exitCode, stderr } = await inGuest('true', folder);
  expect(stderr).toMatch(RegExp(`^${needed}apt on this machine does not have the package slirp4netns${advice}`));
  expect(exitCode).toBe(125);
});

test('where it does not have one of its libraries, likewise', async () => {
  const { folder } = await aptMachine(packages.filter((path) => !path.includes('libslirp0')));
  const { exitCode, stderr } = await inGuest('true', folder);
  expect(stderr).toMatch(RegExp(`${needed}apt on this machine does not have the package libslirp0${advice}`));
  expect(exitCode).toBe(125);
});

test('where the archive is away, likewise', async () => {
  const { archive, folder } = await aptMachine(packages);
  await archive.close();
  const { exitCode, stderr } = await inGuest('true', folder);
  expect(stderr).toMatch(
    RegExp(`^${needed}.*slirp4netns: .*Could not connect.*"127\\.0\\.0\\.1" cannot be reached${advice}`),
  );
  expect(exitCode).toBe(125);
});

test('where there is no apt, likewise', async () => {
  const { folder } = await aptMachine(packages);
  const { exitCode, stderr } = await inGuest('true', folder, withoutPrograms('slirp4netns', 'apt-get', 'apt-cache'));
  expect(stderr).toMatch(RegExp(`^${needed}this machine does not have apt \\("apt-cache"\\).*${advice}`));
  expect(exitCode).toBe(125);
});
