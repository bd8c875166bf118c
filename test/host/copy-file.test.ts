import { lstatSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { copyRegular } from '../../src/host/copy-file.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** @returns blocks of the copy of a file that is a hole but for its beginning */
async function blocksOfCopy(): Promise<number> {
  const [source, target] = ['source', 'target'].map((name) => join(ownFolder(), name)) as [string, string];
  writeFileSync(source, 'content');
  truncateSync(source, 4 << 20);
  await copyRegular(source, target, lstatSync(source));
  expect(readFileSync(target).equals(readFileSync(source))).toBe(true);
  return lstatSync(target).blocks;
}

test('holes stay holes', async () => {
  expect(await blocksOfCopy()).toBeLessThan(2048);
});

test('a machine without cp copies files with holes, too', async () => {
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  await blocksOfCopy();
});
