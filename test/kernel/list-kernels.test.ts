import { expect, test } from 'vitest';
import type { CachedKernel } from '../../src/kernel/cached-kernels.ts';
import { formatForPeople, formatForPrograms } from '../../src/kernel/list-kernels.ts';

const kernel = (version: string, key: string, bytes: number, source: string): CachedKernel => ({
  version,
  key,
  bytes,
  source,
  folder: `/cache/kernels/${key}`,
  path: `/cache/kernels/${key}/linux.uml`,
  lastUsed: new Date('2026-11-25T10:04:30Z'),
  origin: {},
});

const kernels = [
  kernel('6.12.117', 'ab'.repeat(32), 9.6 * 2 ** 20, 'built from linux-6.12.117.tar.xz (base; gcc 12)'),
  kernel('6.1.176', 'user-mode-linux_6.1um4', 116 * 2 ** 20, 'Debian package'),
];

test('people get columns, and so much of a key as they need', () => {
  expect(formatForPeople(kernels)).toBe(
    [
      'release       size  last use          key                     what it is',
      '6.12.117    9.6 MB  2026-11-25 10:04  abababababab            built from linux-6.12.117.tar.xz (base; gcc 12)',
      '6.1.176   116.0 MB  2026-11-25 10:04  user-mode-linux_6.1um4  Debian package',
      '',
    ].join('\n'),
  );
  expect(formatForPeople([])).toBe('no kernels in the cache\n');
});

test('programs get everything, with tabs between', () => {
  const key = 'ab'.repeat(32);
  expect(formatForPrograms(kernels).split('\n')[0]!.split('\t')).toEqual([
    '6.12.117',
    '9.6 MB',
    '2026-11-25T10:04:30.000Z',
    key,
    `/cache/kernels/${key}/linux.uml`,
    'built from linux-6.12.117.tar.xz (base; gcc 12)',
  ]);
  expect(formatForPrograms([])).toBe('');
});
