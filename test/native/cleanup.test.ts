import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('folders are removed when the lifeline ends, and nothing that they point to', async () => {
  const folder = ownFolder();
  const [one, two, kept] = ['one', 'two', 'kept'].map((name) => join(folder, name)) as [string, string, string];
  mkdirSync(join(one, 'a/b/c'), { recursive: true });
  mkdirSync(join(two, 'empty'), { recursive: true });
  mkdirSync(kept);
  writeFileSync(join(kept, 'file'), '');
  symlinkSync(kept, join(one, 'a/link'));
  // More than one read of the folder gives.
  for (let index = 0; index < 1000; index++)
    writeFileSync(join(one, `a/b/a file with a name of some length ${index}`), '');
  chmodSync(join(one, 'a/b/c'), 0);

  const cleanup = spawn(nativeFile('cleanup'), [one, join(folder, 'never made'), two], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended = once(cleanup, 'close');
  await once(cleanup, 'spawn');
  expect([existsSync(one), cleanup.exitCode]).toEqual([true, null]);
  (cleanup.stdio[3] as Socket).destroy();
  expect(await ended).toEqual([0, null]);
  expect(readdirSync(folder)).toEqual(['kept']);
  expect(readdirSync(kept)).toEqual(['file']);
});
