import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** @returns how it ended with that file as its descriptor 3, or without one */
async function lock(file?: number, ...words: string[]): Promise<unknown> {
  const child = spawn(nativeFile('lock'), words, { stdio: ['ignore', 'ignore', 'ignore', ...(file ? [file] : [])] });
  return (await once(child, 'close'))[0];
}

test('the lock is the open file’s, and ends when that is closed', async () => {
  const path = join(ownFolder(), 'file');
  const [first, second] = [openSync(path, 'a'), openSync(path, 'a')];
  expect([await lock(first), await lock(first, '--try')]).toEqual([0, 0]);
  expect(await lock(second, '--try')).toBe(constants.errno.EWOULDBLOCK);
  const waiting = lock(second);
  closeSync(first);
  expect(await waiting).toBe(0);
  closeSync(second);
});

test('what cannot be locked ends it with the system’s error', async () => {
  expect(await lock()).toBe(constants.errno.EBADF);
});
