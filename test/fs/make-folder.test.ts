import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../src/fs/make-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('makes a folder and those above it, and leaves one that is there', () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const path = join(folder.path, 'a/b/c');
  for (let time = 0; time < 2; time++) makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('says so where there can be none', () => {
  expect(() => makeFolder('/proc/a/b')).toThrow(/ENOENT.*\/proc\/a/);
});
