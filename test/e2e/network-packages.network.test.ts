/** Package managers that install from signed archives of the world, in guests with a network. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realAlpine } from '../support/alpine-mirror.ts';
import { makeSigner, publishRepository } from '../support/archives.ts';
import { startDebianArchive } from '../support/debian-archive.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { inWorld } from '../support/world.ts';

const hello = '#!/bin/sh\necho hello from a package\n';
const greeter = [
  { name: 'usr/', type: '5', mode: 0o755 },
  { name: 'usr/bin/', type: '5', mode: 0o755 },
  { name: 'usr/bin/greet', mode: 0o755, content: hello },
];

test('apk add', async () => {
  const folder = ownFolder();
  const [signer, stranger] = [makeSigner('known.rsa.pub'), makeSigner('stranger.rsa.pub')];
  publishRepository(join(folder, 'signed'), 'greeter', greeter, signer);
  publishRepository(join(folder, 'strange'), 'other', greeter, stranger);
  writeFileSync(join(folder, signer.name), signer.publicKey);
  const script = [
    `cp ${signer.name} /etc/apk/keys`,
    'echo http://world.example/signed >/etc/apk/repositories',
    'apk add greeter >&2; greet',
    'echo http://world.example/strange >/etc/apk/repositories',
    'apk add other >&2 || echo refused',
  ];
  const words = ['--rootfs', 'alpine:3.19.4', ...realAlpine];
  expect(await inWorld(script.join('\n'), { folder, words })).toEqual(['hello from a package', 'refused']);
});

/** With a database of packages of its own: to read that of a machine takes much longer. */
test('apt-get install', async () => {
  const folder = ownFolder();
  const archive = await startDebianArchive(folder);
  await archive.publish('test', 'stable', [{ name: 'greeter', version: '1', files: { 'usr/bin/greet': hello } }]);
  await archive.close();
  writeFileSync(join(folder, 'list'), `deb [signed-by=${archive.keyring}] http://world.example/debian test main\n`);
  mkdirSync(join(folder, 'none'));
  const options = [
    'APT::Sandbox::User=root',
    'Dir::State=/tmp/apt',
    'Dir::State::Status=/tmp/apt/dpkg/status',
    'Dir::Cache=/tmp/apt',
    'DPkg::Options::=--admindir=/tmp/apt/dpkg',
    `Dir::Etc::SourceList=${folder}/list`,
    `Dir::Etc::SourceParts=${folder}/none`,
  ];
  const apt = ['apt-get -qq', ...options].join(' -o ');
  const script = [
    'mkdir -p /tmp/apt/lists/partial /tmp/apt/archives/partial /tmp/apt/dpkg/updates /tmp/apt/dpkg/info',
    'touch /tmp/apt/dpkg/status /tmp/apt/dpkg/available',
    `${apt} update >&2; ${apt} install -y greeter >&2; greet`,
  ];
  expect(await inWorld(script.join('\n'), { folder, words: ['--rootfs', 'host'] })).toEqual(['hello from a package']);
});
