import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf } from '../../src/fs/stamp.ts';
import { stampOfSeen } from '../../src/warm/stamps.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('a folder is another one when it has been replaced, whatever is in it', () => {
  const folder = join(ownFolder(), 'project');
  mkdirSync(folder);
  const before = identityOf(folder);
  writeFileSync(join(folder, 'file'), '');
  expect(identityOf(folder)).toBe(before);
  // Still there, so that the new one cannot get its number.
  renameSync(folder, `${folder}-old`);
  mkdirSync(folder);
  expect(identityOf(folder)).not.toBe(before);
  rmSync(folder, { recursive: true });
  expect(identityOf(folder)).toBe('gone');
});

test('beside what is hidden, each new file counts; elsewhere none does', () => {
  const folder = ownFolder();
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'sources'));
  const stamp = (hidden: string[]) =>
    stampOfSeen({
      spec: 'minimal',
      path: '/rootfs',
      shown: [{ path: folder, place: folder, hidden, isProject: true }],
    });
  const [open, closed] = [stamp([]), stamp(['.git/config'])];
  writeFileSync(join(folder, 'sources/new'), '');
  expect([stamp([]), stamp(['.git/config'])]).toEqual([open, closed]);
  writeFileSync(join(folder, '.git/new'), '');
  const later = stamp(['.git/config']);
  expect([stamp([]), later === closed]).toEqual([open, false]);
  writeFileSync(join(folder, 'new'), '');
  expect([stamp([]), stamp(['.git/config']) === later]).toEqual([open, false]);
  expect(stamp(['.netrc'])).not.toBe(stamp([]));
});
