import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { collectArtifacts, makeArtifacts } from '../../src/guest/artifacts.ts';
import { diskUse, unlinkedFiles } from '../../src/guest/disk-use.ts';
import { removeFolder } from '../../src/guest/scratch.ts';
import { onSmallDisk } from '../support/small-disk.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const limit = 1 << 20;

async function someArtifacts() {
  const folder = ownFolder();
  const artifacts = makeArtifacts(folder);
  for (let i = 0; i < 2; i++) artifacts.add();
  const collect = (test = 0) => collectArtifacts(artifacts, test, join(folder, 'back'), limit);
  /** @param supervisor of processes that hold files open */
  const size = (supervisor?: number) => {
    const unlinked = supervisor === undefined ? [] : [...unlinkedFiles(supervisor)];
    return diskUse({ folder: artifacts.placeOf(0), entries: 20_000 }, unlinked);
  };
  return { folder, artifacts, place: artifacts.placeOf(0), back: join(folder, 'back'), collect, size };
}

test('regular files come back, in their folders, each test its own', async () => {
  const { artifacts, place, back, collect } = await someArtifacts();
  mkdirSync(join(place, 'a/b'), { recursive: true });
  writeFileSync(join(place, 'a/b/file'), 'text');
  writeFileSync(join(artifacts.placeOf(1), 'other'), '');
  expect(await collect()).toEqual([]);
  expect(readdirSync(back, { recursive: true }).sort()).toEqual(['a', 'a/b', 'a/b/file']);
  expect(readFileSync(join(back, 'a/b/file'), 'utf8')).toBe('text');
});

test('nothing at all makes no folder, and an earlier one goes', async () => {
  const { back, collect } = await someArtifacts();
  mkdirSync(back);
  await collect();
  expect(existsSync(back)).toBe(false);
});

test('links and pipes do not come back, nor does anything that they lead to', async () => {
  const { place, back, collect } = await someArtifacts();
  symlinkSync('/etc/passwd', join(place, 'file'));
  symlinkSync('/etc', join(place, 'folder'));
  await execa('mkfifo', [join(place, 'pipe')]);
  expect(await collect()).toEqual(['3 links and other files that are not regular']);
  expect(existsSync(back)).toBe(false);
});

test('a link in the place of the folder itself is not followed, and what it leads to stays as it is', async () => {
  const { folder, place, back, collect } = await someArtifacts();
  const other = join(folder, 'private');
  mkdirSync(other);
  chmodSync(other, 0o755);
  writeFileSync(join(other, 'key'), 'secret');
  rmdirSync(place);
  symlinkSync(other, place);
  expect(await collect()).toEqual(['1 links and other files that are not regular']);
  expect(existsSync(back)).toBe(false);
  expect(statSync(other).mode & 0o777).toBe(0o755);
});

test('what is too large, too much or too many is left out, however little of the disk it takes', async () => {
  const { place, back, collect } = await someArtifacts();
  writeFileSync(join(place, 'sparse'), '');
  truncateSync(join(place, 'sparse'), 2 ** 40);
  writeFileSync(join(place, 'one'), Buffer.alloc(limit - 10));
  writeFileSync(join(place, 'two'), Buffer.alloc(20));
  expect(await collect()).toEqual(['2 files above 1 MB or 1000 files']);
  expect(readdirSync(back)).toEqual(['one']);
  for (let at = 0; at < 1010; at++) writeFileSync(join(place, `n${at}`), '');
  await collect();
  expect(readdirSync(back).length).toBe(1000);
});

test('odd names become plain ones', async () => {
  const { place, back, collect } = await someArtifacts();
  for (const name of ['a b', 'new\nline', '..x', '\x1b[31m']) writeFileSync(join(place, name), name);
  writeFileSync(Buffer.concat([Buffer.from(`${place}/bad`), Buffer.from([0xff])]), 'bad');
  await collect();
  const names = readdirSync(back);
  expect(names.length).toBe(5);
  for (const name of names) expect(name).toMatch(/^[\w.%+@=,-]+$/);
});

test('the size counts what the disk holds once, at any depth, and gives up on too many files', async () => {
  const { place, collect, size } = await someArtifacts();
  const before = size();
  const deep = join(place, ...Array.from({ length: 40 }, () => 'd'));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'file'), Buffer.alloc(1 << 20, 1));
  for (let at = 0; at < 100; at++) linkSync(join(deep, 'file'), join(place, `f${at}`));
  expect(size() - before).toBeGreaterThanOrEqual(1 << 20);
  expect(size() - before).toBeLessThan(2 << 20);
  writeFileSync(join(place, 'sparse'), '');
  truncateSync(join(place, 'sparse'), 2 ** 42);
  expect(size() - before).toBeLessThan(2 << 20);
  for (let at = 100; at < 22_001; at++) linkSync(join(deep, 'file'), join(place, `f${at}`));
  expect(size()).toBe(Number.POSITIVE_INFINITY);
  expect((await collect()).join()).toMatch(/^\d+ files above 1 MB or 1000 files,all above 20000 files and folders$/);
});

test('the size counts files without a name that a process below holds open, once', async () => {
  const { place, size } = await someArtifacts();
  const before = size();
  const path = join(place, 'd'.repeat(200), 'file');
  mkdirSync(dirname(path));
  // A shell that has it open, and so has a child of it.
  const script = 'exec 5>"$0"; head -c 3000000 /dev/zero >&5; rm -r "$(dirname "$0")"; sleep 1000 & echo ready; wait';
  const holder = spawn('sh', ['-c', script, path], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  onTestFinished(() => void process.kill(-holder.pid!, 'SIGKILL'));
  await once(holder.stdout, 'data');
  expect(size(process.pid) - before).toBeGreaterThanOrEqual(3_000_000);
  expect(size(process.pid) - before).toBeLessThan(4_000_000);
  expect(size()).toBe(before);
});

test('a process that ends while it is looked at adds its files to no other folder', async () => {
  const { artifacts, place } = await someArtifacts();
  const script = 'exec 5>"$0"; head -c 3000000 /dev/zero >&5; rm "$0"; echo ready; while :; do (:); done';
  const holder = spawn('sh', ['-c', script, join(place, 'file')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  onTestFinished(() => void process.kill(-holder.pid!, 'SIGKILL'));
  await once(holder.stdout, 'data');
  const other = { folder: artifacts.placeOf(1), entries: 10 };
  const sizes = Array.from({ length: 300 }, () => diskUse(other, [...unlinkedFiles(process.pid)]));
  expect(Math.max(...sizes)).toBe(0);
});

/** As a guest does it: each path is short when it is made, and then a folder at the top gets a long name. */
function makePathsTooLong(place: string): void {
  const deep = Array.from({ length: 16 }, () => 'x'.repeat(240)).join('/');
  mkdirSync(join(place, 'a', deep), { recursive: true });
  for (let at = deep; at !== '.'; at = dirname(at)) writeFileSync(join(place, 'a', at, 'file'), '');
  renameSync(join(place, 'a'), join(place, 'y'.repeat(250)));
}

test('files come back from any depth, however long their paths are', async () => {
  const { place, back, collect, size } = await someArtifacts();
  makePathsTooLong(place);
  expect(size()).toBeGreaterThan(0);
  expect(await collect()).toEqual([]);
  const { stdout } = await execa('find', [back, '-name', 'file', '-printf', '%d\n']);
  expect(
    stdout
      .split('\n')
      .map(Number)
      .sort((one, other) => one - other),
  ).toEqual(Array.from({ length: 16 }, (_, at) => at + 3));
  // What an earlier run left there goes.
  rmSync(place, { recursive: true });
  mkdirSync(place);
  await collect();
  expect(existsSync(back)).toBe(false);
});

test('a file comes back from far below, and all of it can be removed', async () => {
  const { folder, place, back, collect } = await someArtifacts();
  makeDeep(join(place, 'deep'), 3000);
  expect(await collect()).toEqual([]);
  expect((await execa('find', [back, '-type', 'f', '-printf', '%d'])).stdout).toBe('3002');
  removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
});

/** Folders one in another, with a file in the last. */
function makeDeep(path: string, depth: number): void {
  const lines = ['import os, sys', 'os.mkdir(sys.argv[1]); os.chdir(sys.argv[1])', 'for i in range(int(sys.argv[2])):'];
  const script = [...lines, '  os.mkdir("d"); os.chdir("d")', 'open("file", "w")'].join('\n');
  execFileSync('python3', ['-c', script, path, String(depth)]);
}

test('nothing is put to what an earlier run has left, and cannot be removed', async () => {
  const { artifacts, place } = await someArtifacts();
  writeFileSync(join(place, 'a'), 'text');
  expect(await collectArtifacts(artifacts, 0, '/proc/version', limit)).toEqual([
    'all: what an earlier run left in "/proc/version" cannot be removed',
  ]);
});

test('a folder for them that cannot be made costs what is left out, and nothing else', async () => {
  const { folder, artifacts, place } = await someArtifacts();
  writeFileSync(join(folder, 'file'), '');
  writeFileSync(join(place, 'a'), 'text');
  expect(await collectArtifacts(artifacts, 0, join(folder, 'file/below'), limit)).toEqual([
    '1 file that could not be copied: ENOTDIR',
  ]);
});

test('a folder for them that is removed meanwhile costs what is left out, and nothing else', async () => {
  const { place, back, collect } = await someArtifacts();
  writeFileSync(join(place, '0'), Buffer.alloc(limit - 100));
  mkdirSync(join(place, 'a'));
  writeFileSync(join(place, 'a/file'), 'text');
  const collected = collect();
  while (!existsSync(back)) await new Promise(setImmediate);
  rmSync(back, { recursive: true });
  expect((await collected).join()).toMatch(/^[12] files? that could not be copied: ENOENT$/);
});

test('a full disk ends it, and most of what is there makes room for others', async () => {
  const script = join(import.meta.dirname, 'artifacts-on-disk.ts');
  const { stdout } = await onSmallDisk('size=1m', `"$node" "${script}" "$disk/back"; ls "$disk/back" | wc -l`);
  // 1 MB takes 51 of the 100 files of 20 kB, each of which takes five pages.
  expect(stdout).toEqual(['94 files that could not be copied: ENOSPC', '6']);
});
