import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile } from '../../src/fs/replace-file.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('a file is replaced, or made', async () => {
  const folder = ownFolder();
  for (const content of ['first', Buffer.from('second')]) await replaceFile(join(folder, 'file'), content);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('second');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('where there can be none, nothing of it is left', async () => {
  const folder = ownFolder();
  mkdirSync(join(folder, 'place/full'), { recursive: true });
  await expect(replaceFile(join(folder, 'place'), 'x')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(folder)).toEqual(['place']);
});
