import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { type Context, openContext } from '../../src/cache/context.ts';
import { entry } from '../../src/cache/entry.ts';
import { listAllKernels, listKernels, removeKernels } from '../../src/kernel/cached-kernels.ts';
import { writeRecord } from '../../src/kernel/kernel-record.ts';
import { allModules } from '../../src/kernel/later-modules.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

let context: Context;

beforeEach(async () => {
  context = await openContext({ folder: join(ownFolder(), 'cache'), log: hear() });
  const records = {
    'package-6.12': {
      version: '6.12.113',
      origin: { package: 'user-mode-linux', version: '6.12um1', suite: 'trixie' },
    },
    'package-6.1': { version: '6.1.176', origin: { package: 'user-mode-linux', version: '6.1um4', suite: 'bookworm' } },
    'built-6.12.9': { version: '6.12.9', origin: { mirror: 'x', release: '6.12.9' } },
    'tree-6.12.9': { version: '6.12.9-mine', origin: { path: '/src/linux' } },
  };
  for (const [key, record] of Object.entries(records))
    await entry(context, 'kernels', key, (folder) => writeRecord(folder, { source: key, ...record }));
});

test.each([
  ['6.12', ['built-6.12.9', 'package-6.12', 'tree-6.12.9']],
  ['6.12.113', ['package-6.12']],
  ['6.12.9', ['built-6.12.9', 'tree-6.12.9']],
  ['distro:6.12', ['package-6.12']],
  ['distro:bookworm', ['package-6.1']],
  ['/src/linux', ['tree-6.12.9']],
  ['package-6.1', ['package-6.1']],
  ['package-6.12', ['package-6.12']],
  ['6.11', []],
])('kernel remove %s removes %j', async (wanted, removed) => {
  const before = await listKernels(context.cache);
  const gone = await removeKernels(wanted, context);
  expect(gone.map(({ source }) => source).sort()).toEqual(removed);
  expect(await listKernels(context.cache)).toHaveLength(before.length - removed.length);
});

test('modules that are an entry of their own count as their kernel, and are removed with it', async () => {
  const sizeOf = async () => (await listKernels(context.cache)).find(({ key }) => key === 'package-6.1')?.bytes ?? 0;
  const before = await sizeOf();
  await allModules(context, 'package-6.1', async (folder) => {
    await mkdir(folder);
    await writeFile(join(folder, 'modules.dep'), 'x'.repeat(1000));
  });
  expect(await sizeOf()).toBe(before + 1000);
  await removeKernels('package-6.1', context);
  expect(await readdir(join(context.cache.folder, 'modules'))).toEqual([]);
});

test.each(['package-6.1', '6.1.176', '6.1'])(
  'modules whose kernel is gone are listed for removal, as no kernel that runs, and removed by %s',
  async (wanted) => {
    await allModules(context, 'package-6.1', async (folder) => {
      await mkdir(join(folder, '6.1.176'), { recursive: true });
      await writeFile(join(folder, '6.1.176/modules.dep'), 'x'.repeat(1000));
    });
    await rm(join(context.cache.folder, 'kernels/package-6.1'), { recursive: true });
    const left = (await listAllKernels(context.cache)).find(({ key }) => key === 'package-6.1');
    expect(left).toMatchObject({
      version: '6.1.176',
      bytes: 1000,
      source: 'modules whose kernel is not in the cache',
      path: join(context.cache.folder, 'modules/package-6.1/modules'),
    });
    expect((await listKernels(context.cache)).map(({ key }) => key)).not.toContain('package-6.1');
    expect((await removeKernels(wanted, context)).map(({ key }) => key)).toEqual(['package-6.1']);
    expect(await readdir(join(context.cache.folder, 'modules'))).toEqual([]);
  },
);
