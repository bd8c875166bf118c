import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { LaterChecks } from '../../src/cache/later-checks.ts';
import { allModules, withModules } from '../../src/kernel/later-modules.ts';
import type { Kernel } from '../../src/model/provisions.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const kernel: Kernel = {
  name: '6.1.176',
  spec: 'distro',
  version: '6.1.176',
  source: 'a package',
  path: '/linux',
  sha256: '',
};
const fails = () => Promise.reject(new Error('no network'));
const withOne = async (folder: string) => {
  mkdirSync(folder);
  writeFileSync(join(folder, 'dummy.ko'), 'a module');
};
const makes = async (folder: string) => void mkdirSync(join(folder, kernel.version), { recursive: true });

test('a cache in which no folder of modules can be made has the kernel all the same', async () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'modules'), '');
  const context = await openContext({ folder, log: hear() });
  const { laterModules } = await withModules(kernel, 'key', makes, context);
  await expect(laterModules!.provide()).rejects.toThrow();
});

test('what could not be had, and is there by now, is found', async () => {
  const folder = ownFolder();
  const { laterModules } = await withModules(kernel, 'key', fails, await openContext({ folder, log: hear() }));
  await expect(laterModules!.provide()).rejects.toThrow('no network');
  expect(laterModules!.areThere()).toBe(false);
  await allModules(await openContext({ folder, log: hear() }), 'key', makes);
  await laterModules!.provide();
  expect(laterModules!.areThere()).toBe(true);
});

test('modules are looked at later where that was asked for', async () => {
  const folder = ownFolder();
  const context = { ...(await openContext({ folder, log: hear() })), later: new LaterChecks() };
  const file = join(await allModules(context, 'key', withOne), 'dummy.ko');
  expect(await withModules(kernel, 'key', fails, context)).toMatchObject({ modules: dirname(file) });
  expect(await context.later.areAllWhole()).toBe(true);

  writeFileSync(file, 'changed');
  expect(await withModules(kernel, 'key', fails, context)).toMatchObject({ modules: dirname(file) });
  expect(await context.later.areAllWhole()).toBe(false);
  const { later: _, ...now } = context;
  expect(await withModules(kernel, 'key', fails, now)).not.toHaveProperty('modules');
});

test('modules that are not there are not looked at later', async () => {
  const context = { ...(await openContext({ folder: ownFolder(), log: hear() })), later: new LaterChecks() };
  expect(await withModules(kernel, 'key', fails, context)).not.toHaveProperty('modules');
  expect(await context.later.areAllWhole()).toBe(true);
});
