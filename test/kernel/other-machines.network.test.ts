import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type DebianArchive, startDebianArchive } from '../support/debian-archive.ts';
import { fakeKernel } from '../support/fake-kernel.ts';
import { writeFakeTree } from '../support/fake-tree.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import type { Outcome, Wish } from './provide-process.ts';

vi.setConfig({ testTimeout: 60_000 });

const script = join(import.meta.dirname, 'provide-process.ts');

async function anArchive(folder: string): Promise<DebianArchive> {
  const archive = await startDebianArchive(folder);
  onTestFinished(() => archive.close());
  return archive;
}

/** Provides in a process that is started through a command, with another configuration of apt as the machine's. */
async function provide(wish: Wish, through: string[], config?: string): Promise<Outcome> {
  const [command = process.execPath, ...args] = [...through, process.execPath, script, JSON.stringify(wish)];
  const { stdout } = await execa(command, args, { env: config === undefined ? {} : { APT_CONFIG: config } });
  return JSON.parse(stdout);
}

/** A configuration of apt as another machine has it, with nothing installed and no lists fetched. */
async function machineConfig(folder: string, sources: string[]): Promise<string> {
  const config = join(folder, 'machine.conf');
  await writeFile(join(folder, 'sources.list'), `${sources.join('\n')}\n`);
  await writeFile(join(folder, 'status'), '');
  const lines = [
    `Dir::Etc::SourceList "${folder}/sources.list";`,
    'Dir::Etc::SourceParts "/dev/null";',
    `Dir::State::Lists "${folder}/lists";`,
    `Dir::State::Status "${folder}/status";`,
    'APT::Sandbox::User "root";',
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  return config;
}

/** apt sees another user than root, who yet may read this checkout. */
const asOrdinaryUser = process.getuid!() === 0 ? ['unshare', '--user', '--map-user=65534', '--map-group=65534'] : [];

test('an ordinary user needs no root, and the machine is left alone', async () => {
  const folder = ownFolder();
  const archive = await anArchive(folder);
  await archive.publish('trixie', 'stable', [fakeKernel(folder, '6.12', '6.12.3')]);
  const lists = await readdir('/var/lib/apt/lists');
  const options = { aptArchive: archive.uri, aptKeyring: archive.keyring };
  const outcome = await provide({ spec: 'distro', folder: join(folder, 'cache'), options }, asOrdinaryUser);
  expect(outcome).toMatchObject({ kernel: { version: '6.12.3' }, warnings: [] });
  expect(outcome.user).not.toBe(0);
  expect(await readdir('/var/lib/apt/lists')).toEqual(lists);
});

test('a machine of another distribution says which option it needs', async () => {
  const folder = ownFolder();
  const config = await machineConfig(folder, ['deb http://127.0.0.1:9/ubuntu noble main']);
  const outcome = await provide({ spec: 'distro', folder: join(folder, 'cache'), options: {} }, [], config);
  expect(outcome.error).toEqual({
    kind: 'machine',
    message: expect.stringMatching(/apt does not have a Debian archive, .*; name one with --apt-archive <URI>$/),
  });
});

test('a machine of another distribution takes the keys of Debian from its own apt', async () => {
  const folder = ownFolder();
  const debian = await anArchive(join(folder, 'a'));
  await debian.publish('trixie', 'stable', [fakeKernel(folder, '6.12', '6.12.3')]);
  const other = await anArchive(join(folder, 'b'));
  const files = { 'usr/share/keyrings/debian-archive-keyring.gpg': { from: debian.keyring } };
  await other.publish('noble', 'noble', [{ name: 'debian-archive-keyring', version: '2023', files }]);
  const config = await machineConfig(folder, [`deb [signed-by=${other.keyring}] ${other.uri} noble main`]);
  // The keys of this machine are out of sight for the process.
  const without = ['unshare', '--map-root-user', '--mount', 'sh', '-ec'];
  const hide = [...without, 'mount -t tmpfs none /usr/share/keyrings; exec "$0" "$@"'];
  const wish = { spec: 'distro', folder: join(folder, 'cache'), options: { aptArchive: debian.uri } };
  expect(await provide(wish, hide, config)).toMatchObject({ kernel: { version: '6.12.3' }, warnings: [] });

  await other.publish('noble', 'noble', []);
  const outcome = await provide({ ...wish, folder: join(folder, 'cache2') }, hide, config);
  expect(outcome.error).toEqual({
    kind: 'machine',
    message: 'apt on this machine does not have the package debian-archive-keyring',
  });
});

/** A folder of releases: an older long-term one, a newer one, and one that is no long-term one. */
async function aMirror(folder: string): Promise<string> {
  const releases = join(folder, 'mirror/v6.x');
  await mkdir(releases, { recursive: true });
  writeFakeTree(join(folder, 'linux'));
  for (const version of ['6.1.150', '6.12.9', '6.13.2']) {
    await execa('tar', [
      '--create',
      '--xz',
      '--file',
      join(releases, `linux-${version}.tar.xz`),
      '-C',
      folder,
      'linux',
    ]);
  }
  await execa('sh', ['-c', 'sha256sum *.tar.xz > sha256sums.asc'], { cwd: releases });
  return join(folder, 'mirror');
}

test('auto is a package where apt has one, and else the newest long-term release', async () => {
  const folder = ownFolder();
  const options = { mirror: await aMirror(folder) };
  const wish = { spec: 'auto', folder: join(folder, 'cache'), options };
  const elsewhere = await machineConfig(folder, ['deb http://127.0.0.1:9/ubuntu noble main']);
  const release = await provide(wish, [], elsewhere);
  expect(release.kernel).toMatchObject({ spec: 'auto', source: expect.stringContaining('linux-6.12.9.tar.xz') });

  const debian = await anArchive(folder);
  await debian.publish('trixie', 'stable', [fakeKernel(folder, '6.12', '6.12.3')]);
  const offered = { ...options, aptArchive: debian.uri, aptKeyring: debian.keyring };
  const choose = async (more: Partial<Wish['options']>) =>
    (await provide({ ...wish, options: { ...offered, ...more } }, [], elsewhere)).kernel;
  expect(await choose({})).toMatchObject({ spec: 'auto', version: '6.12.3' });
  expect(await choose({ configuration: ['tiny'] })).toMatchObject({
    source: expect.stringContaining('6.12.9.tar.xz (tiny;'),
  });
});

test('auto does not pass over an archive that was named and has no kernels, or does not answer', async () => {
  const folder = ownFolder();
  const debian = await anArchive(folder);
  await debian.publish('trixie', 'stable', []);
  const options = { mirror: await aMirror(folder), aptArchive: debian.uri, aptKeyring: debian.keyring };
  const ask = () => provide({ spec: 'auto', folder: join(folder, 'cache'), options }, []);
  expect((await ask()).error).toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('does not have the package'),
  });
  await debian.close();
  expect((await ask()).error).toMatchObject({
    kind: 'machine',
    message: expect.stringContaining('cannot read the archive'),
  });
});
