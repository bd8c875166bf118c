import { expect, test } from 'vitest';
import { readConfiguration } from '../../../src/kernel/compile/configuration.ts';
import { hasModules, mayHaveModules, requireDepmod } from '../../../src/kernel/compile/modules.ts';
import { ownFolder } from '../../support/temporary-folder.ts';

test('modules can be foreseen from a configuration', async () => {
  expect(mayHaveModules(await readConfiguration([]))).toBe(false);
  expect(mayHaveModules(await readConfiguration(['tiny', 'debug']))).toBe(false);
  expect(mayHaveModules(await readConfiguration(['defconfig']))).toBe(true);
  const own = { name: 'my.config', ours: false, text: 'CONFIG_TUN=m' };
  expect(mayHaveModules({ start: 'allnoconfig', fragments: [own] })).toBe(true);
  expect(mayHaveModules({ start: 'allnoconfig', fragments: [own, { ...own, text: 'CONFIG_TUN=y' }] })).toBe(false);
});

test('a module of the whole .config counts, another value does not', () => {
  expect(hasModules({ values: new Map([['TUN', 'm']]) })).toBe(true);
  expect(hasModules({ values: new Map([['LOCALVERSION', '"m"']]) })).toBe(false);
});

test('a machine without depmod is told what to install', async () => {
  await expect(requireDepmod()).resolves.toBeUndefined();
  await expect(requireDepmod(ownFolder())).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(/lacks depmod, .*; install it: sudo apt-get install kmod$/),
  });
});
