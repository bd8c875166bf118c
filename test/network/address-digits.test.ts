import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressDigits } from '../../src/network/address-digits.ts';

test.each([
  ['10.0.2.100', '0a000264'],
  ['255.255.255.255', 'ffffffff'],
  ['fd00::100', 'fd000000000000000000000000000100'],
  ['::', '0'.repeat(32)],
  ['::1', '1'.padStart(32, '0')],
  ['1::', '0001'.padEnd(32, '0')],
  ['FE80:0:0:0:1:2:3:4', 'fe800000000000000001000200030004'],
  ['::ffff:10.0.2.2', 'ffff0a000202'.padStart(32, '0')],
  ['1:2:3:4:5:6:10.0.2.2', '0001000200030004000500060a000202'],
])('the bytes of %s', (address, digits) => {
  expect(addressDigits(address)).toBe(digits);
});

test('the digits of any address say where it is', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const groups = addressDigits(address).match(/..../g)!;
      expect(new URL(`http://[${groups.join(':')}]`).hostname).toBe(new URL(`http://[${address}]`).hostname);
    }),
  );
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(Buffer.from(addressDigits(address), 'hex').join('.')).toBe(address);
    }),
  );
});

test.each(['', '10.0.2', '10.0.2.256', 'fd00::1::2', 'fe80::1%eth0', 'host'])('"%s" is none', (address) => {
  expect(() => addressDigits(address)).toThrow(`"${address}" is not an IP address`);
});
