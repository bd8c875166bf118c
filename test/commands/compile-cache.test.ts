import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../support/command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Asks for the version; the environment says where the cache is. @returns whether Node kept what it compiled */
async function isKept(cache: string): Promise<boolean> {
  const words = [join(root, 'src/cli.ts'), '--version'];
  const { exitCode, stderr } = await execa(process.execPath, words, { env: { UML_RUN_CACHE: cache } });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return existsSync(join(cache, 'compiled'));
}

test('what Node compiles is kept in a cache folder of the user, and a start makes no such folder', async () => {
  const { path, remove } = temporaryFolder();
  const cache = join(path, 'cache');
  expect(await isKept(cache)).toBe(false);
  expect(existsSync(cache)).toBe(false);
  mkdirSync(cache, { mode: 0o700 });
  expect(await isKept(cache)).toBe(true);
  expect(await isKept(cache)).toBe(true);
  await remove();
});

test.each([0o770, 0o707, 0o777, 0o1777])(
  'nothing is taken from a folder that others can write to: mode %o',
  async (mode) => {
    const { path, remove } = temporaryFolder();
    chmodSync(path, mode);
    expect(await isKept(path)).toBe(false);
    await remove();
  },
);

test.runIf(process.geteuid?.() === 0)("nothing is taken from another user's folder", async () => {
  const { path, remove } = temporaryFolder();
  chownSync(path, 65534, 65534);
  expect(await isKept(path)).toBe(false);
  await remove();
});

test('what cannot be kept costs nothing else', async () => {
  const { path, remove } = temporaryFolder();
  writeFileSync(join(path, 'compiled'), 'not a folder');
  expect(await isKept(path)).toBe(true);
  expect(await isKept(join(path, 'compiled'))).toBe(false);
  await remove();
});
