import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guestFolders } from '../../src/model/provisions.ts';
import { placeInRootfs, rootfsHas } from '../../src/rootfs/lookup.ts';
import { write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('what a rootfs has in folders that every guest has of its own, no guest has', () => {
  const path = ownFolder();
  const files = [...guestFolders, 'dev/shm', 'srv'].map((folder) => `/${folder}/a`);
  for (const file of files) write(join(path, file), '');
  const has = files.filter((file) => rootfsHas({ spec: 'x', path }, file));
  expect(has).toEqual(['/srv/a']);
});

test('links of the rootfs are followed to such folders, and not from them', () => {
  const path = ownFolder();
  mkdirSync(join(path, 'var'));
  symlinkSync('/run', join(path, 'var/run'));
  symlinkSync('var', join(path, 'tmp'));
  expect(placeInRootfs({ spec: 'x', path }, '/var/run/a/b')).toBe('/run/a/b');
  expect(placeInRootfs({ spec: 'x', path }, '/tmp/a')).toBe('/tmp/a');
});
