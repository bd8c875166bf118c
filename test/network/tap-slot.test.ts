import { expect, test } from 'vitest';
import { dotted, endsOf, hasRoute, mostTaps, networkOf, tapName } from '../../src/network/tap-slot.ts';

const lastSlot = 127;

test('each guest of each run has addresses of its own, in 198.18.0.0/15', () => {
  expect(networkOf(0)).toBe('198.18.0.0/22');
  expect(networkOf(lastSlot)).toBe('198.19.252.0/22');
  const { host, guest } = endsOf(lastSlot, mostTaps - 1);
  expect([dotted(endsOf(0, 0).host), dotted(endsOf(0, 0).guest)]).toEqual(['198.18.0.1', '198.18.0.2']);
  expect([dotted(host), dotted(guest)]).toEqual(['198.19.255.253', '198.19.255.254']);
  expect(endsOf(1, 0).host - endsOf(0, mostTaps - 1).host).toBe(4);
});

test('names of devices are as short as the kernel asks for', () => {
  expect(tapName(lastSlot, mostTaps - 1).length).toBeLessThanOrEqual(15);
});

test.each([
  ['the default route', '00000000', '00000000', false],
  ['a network below', '000011C6', '0000FFFF', false],
  ['the whole of 198.18.0.0/15', '000012C6', '0000FEFF', true],
  ['one address of it', '050112C6', 'FFFFFFFF', true],
  ['the next run', '000412C6', '00FCFFFF', false],
])('it knows whether its addresses have a route: %s', (_, network, mask, expected) => {
  const table = `Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n
eth0\t${network}\t00000000\t0001\t0\t0\t0\t${mask}\t0\t0\t0\n`;
  expect(hasRoute(table, endsOf(0, 0).host - 1, 1024)).toBe(expected);
});
