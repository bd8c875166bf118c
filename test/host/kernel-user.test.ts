import { expect, test } from 'vitest';
import { hasRange, userWords } from '../../src/host/kernel-user.ts';
import { hasCapability } from '../../src/host/process-rights.ts';

const whole = '         0          0 4294967295\n';
const container = '         0     100000      65536\n';
const single = '         0       1000          1\n';
const parts = '0 1000 1\n1 100000 65536\n1900000000 1900000000 4194304\n';

test.each<[map: string, first: number, count: number, has: boolean]>([
  [whole, 1_900_000_000, 2 ** 22, true],
  [container, 1_900_000_000, 2 ** 22, false],
  [container, 65534, 1, true],
  [single, 65534, 1, false],
  [parts, 1_900_000_000, 2 ** 22, true],
  [parts, 1_900_000_000, 2 ** 22 + 1, false],
  [parts, 1_899_999_999, 2, false],
  ['', 0, 1, false],
])('in the user namespace %j, users from %i, %i of them, are mapped: %s', (map, first, count, has) => {
  expect(hasRange(map, first, count)).toBe(has);
});

test.each([
  ['CapEff:\t000001ffffffffff\n', true, true],
  ['CapEff:\t00000000a80425fb\n', false, false],
  ['CapEff:\t00000000a80c25ff\n', true, true],
  ['CapEff:\t0000000000000004\n', true, false],
  ['CapInh:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\n', false, false],
  [undefined, false, false],
])('in a process with %j, the right to read all files is there: %s, to trace: %s', (status, reads, traces) => {
  expect([hasCapability(status, 'DAC_READ_SEARCH'), hasCapability(status, 'SYS_PTRACE')]).toEqual([reads, traces]);
});

test('a guest of an ordinary user keeps that user', () => {
  expect(userWords(undefined)).toEqual([]);
});
