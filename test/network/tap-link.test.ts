import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTap, driverProblem, settingsProblem } from '../../src/network/tap-checks.ts';
import { endOf } from '../../src/network/tap-prepared.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const tap = { ifname: 'tap0', flags: ['NO-CARRIER', 'UP'], mtu: 1500, linkinfo: { info_data: { type: 'tap' } } };
const addresses = (local: string, prefixlen: number) => ({ addr_info: [{ family: 'inet', local, prefixlen }] });
const endFor = (...described: object[]) => endOf('tap0', JSON.stringify(described), ['9.9.9.9']);

test.each([
  ['192.168.77.1', 24, '192.168.77.2'],
  ['192.168.77.254', 24, '192.168.77.253'],
  ['10.0.255.255', 8, '10.1.0.0'],
  ['203.0.113.6', 30, '203.0.113.5'],
])('a guest has the address beside that of this machine: %s/%i', (gateway, prefix, address) => {
  const link = { address, prefix, gateway, nameservers: ['9.9.9.9'] };
  expect(endFor({ ...tap, ...addresses(gateway, prefix) })).toEqual({ link, mtu: 1500 });
});

test.each([
  ['root', 'ada', undefined],
  ['ada', 'ada', undefined],
  ['1234', '1234', undefined],
  ['ada', undefined, undefined],
  ['ada', 'root', '"tap0" belongs to root, and you are ada; make one of your own'],
])('user %s may use a device of %s only where it is theirs', (user, owner, problem) => {
  const linkinfo = { info_data: { type: 'tap', user: owner } };
  const end = endOf('tap0', JSON.stringify([{ ...tap, linkinfo, ...addresses('10.0.0.1', 24) }]), [], user);
  expect(end).toEqual(
    problem === undefined ? expect.objectContaining({ mtu: 1500 }) : expect.stringContaining(problem),
  );
});

test('packets are no larger than on the networks of other guests', () => {
  expect(endFor({ ...tap, mtu: 65521, ...addresses('10.0.0.1', 24) })).toMatchObject({ mtu: 32000 });
});

test.each([
  ['that is not there', [], 'there is no device "tap0"; make it: ip tuntap add tap0 mode tap'],
  ['of the loopback', [{ ...tap, linkinfo: undefined }], '"tap0" is not a TAP device'],
  ['of packets', [{ ...tap, linkinfo: { info_data: { type: 'tun' } } }], '"tap0" is not a TAP device'],
  ['of many queues', [{ ...tap, linkinfo: { info_data: { type: 'tap', multi_queue: true } } }], 'several queues'],
  ['that is down', [{ ...tap, flags: [] }], '"tap0" is down; bring it up: ip link set tap0 up'],
  ['that is in use', [{ ...tap, flags: ['UP', 'LOWER_UP'] }], '"tap0" is in use'],
  ['without an address', [{ ...tap, addr_info: [] }], '"tap0" has no IPv4 address with room for a guest'],
  ['of IPv6', [{ ...tap, addr_info: [{ family: 'inet6', local: 'fd00::1', prefixlen: 24 }] }], 'no IPv4 address'],
  ['of one address', [{ ...tap, ...addresses('10.0.0.1', 31) }], 'no IPv4 address with room'],
])('what is wrong with a device %s is said', (_, described, problem) => {
  expect(endFor(...described)).toContain(problem);
});

test('what is wrong with the driver is said', () => {
  const missing = join(ownFolder(), 'tun');
  expect(driverProblem(missing)).toBe(`this machine has no "${missing}"; load its module: modprobe tun`);
  expect(driverProblem('/dev/null')).toBeUndefined();
});

test('settings that cannot be made are named', () => {
  const missing = join(ownFolder(), 'forwarding');
  expect(settingsProblem(missing)).toContain(`"${missing}" cannot be written (ENOENT)`);
  expect(settingsProblem('/dev/null')).toBeUndefined();
});

test('whoever is not root brings a device', () => {
  expect(() => checkTap(undefined, 1000)).toThrow('--network tap: only root can make devices');
});
