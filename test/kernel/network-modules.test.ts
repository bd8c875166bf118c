import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readModules } from '../../src/kernel/network-modules.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** As `depmod` writes them. */
function modules(dependencies: string, aliases: string): string {
  const folder = join(ownFolder(), '6.1.176');
  mkdirSync(folder);
  writeFileSync(join(folder, 'modules.dep'), dependencies);
  writeFileSync(join(folder, 'modules.alias'), aliases);
  return folder;
}

const dependencies = `kernel/net/ipv6/ipv6.ko: kernel/lib/crc-ccitt.ko
kernel/lib/crc-ccitt.ko:
kernel/crypto/af_alg.ko.xz:
kernel/crypto/algif_hash.ko.xz: kernel/crypto/af_alg.ko.xz
kernel/net/vmw_vsock/vsock_loopback.ko: kernel/net/vmw_vsock/common.ko kernel/net/vmw_vsock/vsock.ko
kernel/net/xfrm/xfrm_user.ko: kernel/net/xfrm/xfrm_algo.ko
kernel/drivers/net/dummy.ko:
`;

const aliases = `# Aliases extracted from modules themselves.
alias net-pf-10 ipv6
alias net-pf-15 af_key
alias net-pf-16-proto-6 xfrm_user
alias net-pf-160-proto-1 not_netlink
alias net-pf-38 af-alg
alias crypto-sha1-generic sha1_generic
alias net-pf-40 vsock_loopback
alias rtnl-link-dummy dummy
alias fs-binfmt_misc binfmt_misc
`;

test('modules that the kernel loads for a socket, and what they need, by their names in /proc/modules', () => {
  expect(readModules(modules(dependencies, aliases)).forSockets.toSorted()).toEqual([
    'af_alg',
    'algif_hash',
    'common',
    'crc_ccitt',
    'ipv6',
    'not_netlink',
    'sha1_generic',
    'vsock',
    'vsock_loopback',
  ]);
});

test('IPv6 comes after what it needs', () => {
  expect(readModules(modules(dependencies, aliases)).ipv6).toEqual([
    'kernel/lib/crc-ccitt.ko',
    'kernel/net/ipv6/ipv6.ko',
  ]);
  expect(readModules(modules('', '')).ipv6).toEqual([]);
});

test('a folder without the files of depmod has none', () => {
  expect(readModules(join(ownFolder(), 'not-there'))).toEqual({ ipv6: [], forSockets: [] });
});

test('files that have not changed are read once, and those that have again', () => {
  const folder = modules(dependencies, aliases);
  const before = readModules(folder);
  expect(readModules(folder)).toBe(before);
  writeFileSync(join(folder, 'modules.dep'), `${dependencies}kernel/crypto/algif_rng.ko:\n`);
  expect(readModules(folder).forSockets).toEqual(expect.arrayContaining([...before.forSockets, 'algif_rng']));
  writeFileSync(join(folder, 'modules.alias'), '');
  expect(readModules(folder).forSockets).toEqual(['algif_hash', 'af_alg', 'algif_rng']);
  rmSync(folder, { recursive: true });
  expect(readModules(folder)).toEqual({ ipv6: [], forSockets: [] });
});
