import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
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

test("processes of guests end whose memory was in the folder, and no others'", async () => {
  const folder = join(ownFolder(), 'memory');
  const other = ['sleep 100; :', 'sh', `uml_dir=${folder}-2/guest`, `${folder}/guest`];
  const [left, kept] = [['sleep 100; :', 'linux', 'mem=1M', `uml_dir=${folder}/guest`], other].map((words) =>
    spawn('sh', ['-c', ...words], { stdio: 'ignore', detached: true }),
  );
  onTestFinished(() => {
    for (const { pid } of [left!, kept!]) process.kill(-pid!, 'SIGKILL');
  });
  const ended = once(left!, 'exit');
  await execa('sh', ['-c', 'exec "$0" "$1" 3</dev/null', nativeFile('cleanup'), folder]);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect([kept!.exitCode, kept!.signalCode]).toEqual([null, null]);
});

test('folders are removed at any depth, whatever they are called', async () => {
  const top = join(ownFolder(), 'top');
  mkdirSync(join(top, 'moved-0/moved-1/moved-2'), { recursive: true });
  mkdirSync(join(top, 'moved-1/moved-0'), { recursive: true });
  writeFileSync(join(top, 'moved-2'), '');
  for (const [folder, name, depth] of [
    ['short', 'd', 2000],
    ['long', 'x'.repeat(200), 100],
  ] as const) {
    mkdirSync(join(top, folder));
    const lines = [`import os; os.chdir("${join(top, folder)}")`, `for i in range(${depth}):`];
    const script = [...lines, `  os.mkdir("${name}"); os.mkdir("other"); os.chdir("${name}")`].join('\n');
    await execa('python3', ['-c', script]);
  }
  // With fewer descriptors than there are folders; nothing holds its lifeline.
  await execa('sh', ['-c', 'ulimit -n 64; exec "$0" "$1" 3</dev/null', nativeFile('cleanup'), top]);
  expect(existsSync(top)).toBe(false);
});

test.runIf(process.getuid!() === 0)('folders that their own user may not read are removed', async () => {
  const folder = ownFolder();
  const top = join(folder, 'top');
  chmodSync(folder, 0o777);
  mkdirSync(join(top, 'a/b/c'), { recursive: true });
  for (const path of ['a/b/c', 'a/b', 'a', '']) {
    chownSync(join(top, path), 65534, 65534);
    chmodSync(join(top, path), 0);
  }
  const script = 'exec setpriv --reuid 65534 --regid 65534 --clear-groups "$0" "$1" 3</dev/null';
  await execa('sh', ['-c', script, nativeFile('cleanup'), top]);
  expect(existsSync(top)).toBe(false);
});

test('a folder that may be others, too, is removed if it is empty', async () => {
  const folder = ownFolder();
  const [empty, full] = ['empty', 'full'].map((name) => join(folder, name)) as [string, string];
  mkdirSync(join(empty, 'own'), { recursive: true });
  mkdirSync(join(full, 'own'), { recursive: true });
  writeFileSync(join(full, 'file'), '');
  // Nothing holds its lifeline.
  await execa(nativeFile('cleanup'), [join(empty, 'own'), `${empty}/`, join(full, 'own'), `${full}/`]);
  expect(readdirSync(folder)).toEqual(['full']);
  expect(readdirSync(full)).toEqual(['file']);
});
