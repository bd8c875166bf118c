import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRecent, versionOf } from '../../src/network/slirp-version.ts';
import { slirpWords } from '../../src/network/slirp-words.ts';
import { hasIpv6, linkOf, publishRequest } from '../../src/network/user-network.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.each([
  ['slirp4netns version 1.2.0\ncommit: 656041d\nlibslirp: 4.7.0', '1.2.0', true],
  ['slirp4netns version 1.10.0-beta.1+dev', '1.10.0-beta.1+dev', true],
  ['slirp4netns version 2.0\n', '2.0', true],
  ['slirp4netns version 1.0.1\ncommit: 6a7b16b', '1.0.1', false],
  ['slirp4netns version 0.4.3', '0.4.3', false],
])('reads a version of %j', (said, version, recent) => {
  expect(versionOf(said)).toBe(version);
  expect(isRecent(version)).toBe(recent);
});

test('reads no version of what is another program', () => {
  expect(versionOf('passt 0.0~git20230309\nlibslirp: 4.7.0')).toBeUndefined();
});

const network = { slirp: { path: '/slirp4netns' }, hostLoopback: false, offline: false, publish: [] };
const sockets = { link: '/run/link', api: '/run/api' };

test('a helper keeps guests from the loopback of this machine unless that is asked for', () => {
  expect(slirpWords(network, sockets)).toContain('--disable-host-loopback');
  expect(slirpWords({ ...network, offline: true }, sockets)).toContain('--disable-host-loopback');
  expect(slirpWords({ ...network, hostLoopback: true }, sockets)).not.toContain('--disable-host-loopback');
});

test('a helper takes requests only where it has ports to open', () => {
  const publish = [{ hostPort: 8080, guestPort: 80, protocol: 'tcp' as const }];
  expect(slirpWords(network, sockets).join(' ')).not.toContain('api');
  expect(slirpWords({ ...network, publish }, sockets)).toContain('--api-socket=/run/api');
  expect(JSON.parse(publishRequest(publish[0]!))).toEqual({
    execute: 'add_hostfwd',
    arguments: { proto: 'tcp', host_addr: '127.0.0.1', host_port: 8080, guest_addr: '10.0.2.100', guest_port: 80 },
  });
});

test('a guest has a way out unless it is offline', () => {
  expect(linkOf({ offline: false })).toMatchObject({ address: '10.0.2.100', prefix: 24, gateway: '10.0.2.2' });
  expect(Object.keys(linkOf({ offline: true })).filter((name) => name.startsWith('gateway'))).toEqual([]);
});

test.each([
  ['00000000000000000000000000000001 01 80 10 80       lo\n', false],
  ['', false],
  ['fe80000000000000021122fffe334455 02 40 20 80     eth0\n00000000000000000000000000000001 01 80 10 80 lo\n', true],
])('IPv6 is there where a device has an address: %j', (text, answer) => {
  const file = join(ownFolder(), 'if_inet6');
  writeFileSync(file, text);
  expect(hasIpv6(file)).toBe(answer);
});

test('IPv6 is not there where the kernel has none', () => {
  expect(hasIpv6(join(ownFolder(), 'none'))).toBe(false);
});
