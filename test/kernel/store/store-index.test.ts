import { expect, test } from 'vitest';
import { flavourOf, parseIndex } from '../../../src/kernel/store/store-index.ts';
import { entryFor, indexOf } from '../../support/kernel-store.ts';

test.each([
  [[], 'base'],
  [['base'], 'base'],
  [['debug'], 'debug'],
  [['base', 'debug'], 'debug'],
  [['base', 'tiny'], 'tiny'],
  [['tiny', 'base'], undefined],
  [['debug', 'containers'], undefined],
  [['my.config'], undefined],
  [['base', 'my.config'], undefined],
])('the flavour of %j is %s', (names, flavour) => {
  expect(flavourOf(names)).toBe(flavour);
});

const entry = entryFor('9.8.7', Buffer.from('x'));
const parsed = (kernel: object) => () =>
  parseIndex(Buffer.from(JSON.stringify({ ...indexOf([]), kernels: [kernel] })), 'x');

test('an index is read as it was written', () => {
  expect(parsed(entry)()).toMatchObject({ kernels: [entry] });
  expect(parsed({ ...entry, later: 'a field', flavour: 'later' })().kernels).toHaveLength(1);
});

test.each(Object.keys(entry))('no kernel is without its %s', (name) => {
  expect(parsed({ ...entry, [name]: undefined })).toThrow('is not an index of kernels');
  expect(parsed({ ...entry, [name]: ['\n'] })).toThrow('is not an index of kernels');
});

test.each<object>([
  { asset: '.hidden.tar.gz' },
  { asset: 'a/b.tar.gz' },
  { asset: 'a\\b.tar.gz' },
  { asset: 'linux' },
  { sha256: entry.sha256.toUpperCase() },
  { size: -1 },
  { size: 1.5 },
  { release: '9.8.7-rc1' },
  { release: '../9.8.7' },
  { flavour: 'Any Thing' },
  { compiler: 'gcc\u001b[31m' },
  { features: ['Any Thing'] },
])('no kernel has %j', (change) => {
  expect(parsed({ ...entry, ...change })).toThrow('is not an index of kernels');
});
