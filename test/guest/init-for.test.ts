import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { initFor } from '../../src/guest/init-for.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('a kernel gets an init of as many bits as it has', async () => {
  const small = join(ownFolder(), 'small');
  writeFileSync(small, Buffer.concat([Buffer.from('\x7fELF\x01\x01\x01'), Buffer.alloc(45)]));
  expect(basename(initFor(small))).toBe('init-i386');
  expect(basename(initFor(process.execPath))).toBe('init');
  for (const kernel of [small, process.execPath]) expect(existsSync(initFor(kernel))).toBe(true);
});
