import { realpath, writeFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { listEntries, removeEntry } from '../../src/cache/entries.ts';
import { entry } from '../../src/cache/entry.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const make = (tree: string) => writeFile(join(tree, 'file'), Buffer.alloc(1234));

test('the cache folder comes from the environment, and else from the home', async () => {
  const root = ownFolder();
  onTestFinished(() => void vi.unstubAllEnvs());
  const folder = async () => (await openContext({ log: hear() })).cache.folder;
  vi.stubEnv('UML_RUN_CACHE', join(root, 'own'));
  expect(await folder()).toBe(join(root, 'own'));
  vi.stubEnv('UML_RUN_CACHE', '');
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'caches'));
  expect(await folder()).toBe(join(root, 'caches/uml-run'));
  vi.stubEnv('XDG_CACHE_HOME', 'relative');
  vi.stubEnv('HOME', join(root, 'home'));
  expect(homedir()).toBe(join(root, 'home'));
  expect(await folder()).toBe(join(root, 'home/.cache/uml-run'));
});

test.each(['', 'relative'])('a home "%s" would be in the working folder: the user\'s own is taken', async (home) => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('UML_RUN_CACHE', '');
  vi.stubEnv('XDG_CACHE_HOME', '');
  vi.stubEnv('HOME', home);
  const { cache } = await openContext({ log: hear() });
  expect(cache.folder).toBe(await realpath(join(userInfo().homedir, '.cache/uml-run')));
});

test('a cache folder that cannot be made is an error of the machine', async () => {
  const file = join(ownFolder(), 'file');
  await writeFile(file, '');
  await expect(openContext({ folder: join(file, 'cache'), log: hear() })).rejects.toMatchObject({
    kind: 'machine',
    message: expect.stringMatching(
      /^cannot make the cache folder ".*\/file\/cache": .*; name another with --cache <folder>$/,
    ),
  });
});

test('entries are listed, the one used last first, and removed', async () => {
  const context = await openContext({ folder: ownFolder(), log: hear() });
  expect(await listEntries(context.cache, 'things')).toEqual([]);
  for (const key of ['a', 'b', 'a']) await entry(context, 'things', key, make);
  const entries = await listEntries(context.cache, 'things');
  expect(entries.map(({ key, bytes }) => [key, bytes])).toEqual([
    ['a', 1234],
    ['b', 1234],
  ]);
  expect(await removeEntry(context, 'things', 'a')).toBe(true);
  expect(await removeEntry(context, 'things', 'a')).toBe(false);
  expect((await listEntries(context.cache, 'things')).map(({ key }) => key)).toEqual(['b']);
  expect((await entry(context, 'things', 'a', make)).from).toBe('made');
});
