import { rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { cachedDigest, cachedDigestOfFile, keyOf } from '../../src/cache/digests.ts';
import { digestOfFile } from '../../src/fs/digest.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = ownFolder();
});

/** Each run opens the cache again. */
const aRun = () => openContext({ folder: join(folder, 'cache'), log: hear() });

test('a file has another digest when its content changes, whatever its size and name', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'one');
  const one = await cachedDigestOfFile(file, await aRun());
  expect(one).toBe(await digestOfFile(file));
  await writeFile(join(folder, 'other'), 'two');
  await rename(join(folder, 'other'), file);
  expect(await cachedDigestOfFile(file, await aRun())).toBe(await digestOfFile(file));
});

test('a link has the digest of the file that it leads to now', async () => {
  const [link, next] = [join(folder, 'link'), join(folder, 'next')];
  for (const name of ['one', 'two']) await writeFile(join(folder, name), name);
  await symlink('one', link);
  expect(await cachedDigestOfFile(link, await aRun())).toBe(await digestOfFile(join(folder, 'one')));
  await symlink('two', next);
  await rename(next, link);
  expect(await cachedDigestOfFile(link, await aRun())).toBe(await digestOfFile(join(folder, 'two')));
  // The file behind a link that stays the same may change.
  await writeFile(join(folder, 'two'), 'three');
  expect(await cachedDigestOfFile(link, await aRun())).toBe(await digestOfFile(join(folder, 'two')));
});

test('as long as nothing looks different, nothing is read', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'one');
  let reads = 0;
  const read = async () => `digest ${++reads}`;
  for (const _ of [1, 2]) expect(await cachedDigest('/tree', [file], read, await aRun())).toBe('digest 1');
  await writeFile(file, 'other');
  expect(await cachedDigest('/tree', [file], read, await aRun())).toBe('digest 2');
});

test('keys tell parts from each other by where they end', () => {
  expect(keyOf('a', 'b')).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set([keyOf('a', 'b'), keyOf('ab'), keyOf('ab', ''), keyOf('b', 'a')]).size).toBe(4);
});
