import { expect, test } from 'vitest';
import { buildKey } from '../../../src/kernel/compile/build-key.ts';
import type { Configuration } from '../../../src/kernel/compile/configuration.ts';

const configuration = (text: string): Configuration => ({
  start: 'allnoconfig',
  fragments: [{ name: 'x', ours: true, text }],
});
const compiler = { version: 'gcc 12', libc: '2.36' };
const same = buildKey('a', configuration('CONFIG_A=y\nCONFIG_B=m'), compiler, 'x86_64');

test('comments, order and what is overridden do not matter', () => {
  const text = '# a comment\nCONFIG_B=y\n\nCONFIG_A=y\nCONFIG_B=m\n';
  expect(buildKey('a', configuration(text), compiler, 'x86_64')).toBe(same);
});

test('all else does', () => {
  const given = configuration('CONFIG_A=y\nCONFIG_B=m');
  const others = [
    buildKey('b', given, compiler, 'x86_64'),
    buildKey('a', { ...given, start: 'defconfig' }, compiler, 'x86_64'),
    buildKey('a', configuration('CONFIG_A=y'), compiler, 'x86_64'),
    buildKey('a', given, { ...compiler, version: 'gcc 13' }, 'x86_64'),
    buildKey('a', given, { ...compiler, libc: '2.37' }, 'x86_64'),
    buildKey('a', given, compiler, 'i386'),
  ];
  expect(new Set([same, ...others]).size).toBe(7);
});
