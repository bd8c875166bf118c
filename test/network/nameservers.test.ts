import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nameservers, reachableNameservers } from '../../src/network/nameservers.ts';
import { write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.each([
  ['nameserver 192.0.2.1\nnameserver\t2001:db8::1\n', ['192.0.2.1', '2001:db8::1']],
  ['search example\nnameserver 127.0.0.53 # local\n', ['127.0.0.53']],
  ['nameserver fe80::1%eth0', ['fe80::1%eth0']],
  ['# nameserver 192.0.2.1\n; nameserver 192.0.2.1\nnameserver\n', []],
  ['nameserver none\nnameserver 300.1.1.1\n', []],
  ['', []],
])('the servers of %j', (text, expected) => {
  const file = join(ownFolder(), 'resolv.conf');
  writeFileSync(file, text);
  expect(nameservers(file)).toEqual(expected);
});

test('a machine without the file asks nobody', () => {
  expect(nameservers(join(ownFolder(), 'none'))).toEqual([]);
});

test.each([
  [['nameserver 10.0.0.53\nnameserver 127.0.0.1\n', ''], ['10.0.0.53']],
  [['# nameserver 10.0.0.1\nnameserver 127.0.0.53\n', 'nameserver 10.0.0.2\n'], ['10.0.0.2']],
  [['nameserver ::1\nnameserver 127.0.0.1', ''], []],
  [['', ''], []],
])('guests get the nameservers that are not on the loopback: %j', (texts, expected) => {
  const folder = ownFolder();
  const files = texts.map((text, i) => write(join(folder, `${i}.conf`), text));
  expect(reachableNameservers(files)).toEqual(expected);
});
