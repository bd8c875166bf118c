import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { collectArtifacts, makeArtifacts } from '../../src/guest/artifacts.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const limit = 1 << 20;

async function someArtifacts() {
  const folder = ownFolder();
  const artifacts = makeArtifacts(folder, 2);
  const collect = (test = 0) => collectArtifacts(artifacts, test, join(folder, 'back'), limit);
  return { folder, artifacts, place: artifacts.placeOf(0), back: join(folder, 'back'), collect };
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

test('the size counts what the disk holds, and gives up on too many files', async () => {
  const { artifacts, place } = await someArtifacts();
  expect(artifacts.size()).toBe(0);
  writeFileSync(join(place, 'file'), Buffer.alloc(100_000, 1));
  expect(artifacts.size()).toBeGreaterThanOrEqual(100_000);
  for (let at = 0; at < 20_001; at++) linkSync(join(place, 'file'), join(place, `f${at}`));
  expect(artifacts.size()).toBe(Number.POSITIVE_INFINITY);
});

/** As a guest does it: each path is short when it is made, and then a folder at the top gets a long name. */
function makePathsTooLong(place: string): void {
  const deep = Array.from({ length: 16 }, () => 'x'.repeat(240)).join('/');
  mkdirSync(join(place, 'a', deep), { recursive: true });
  for (let at = deep; at !== '.'; at = dirname(at)) writeFileSync(join(place, 'a', at, 'file'), '');
  renameSync(join(place, 'a'), join(place, 'y'.repeat(250)));
}

test('paths too long for this machine are left out, and end neither the run nor the watch over the size', async () => {
  const { artifacts, place, back, collect } = await someArtifacts();
  makePathsTooLong(place);
  writeFileSync(join(place, 'short'), 'text');
  expect(artifacts.size()).toBeGreaterThan(0);
  expect((await collect()).join()).toContain('could not be copied: ENAMETOOLONG');
  expect(readFileSync(join(back, 'short'), 'utf8')).toBe('text');
});

test('names that become too long on this machine are left out', async () => {
  const { place, back, collect } = await someArtifacts();
  const deep = join(place, ...Array.from({ length: 25 }, () => 'é'.repeat(40)));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'file'), '');
  writeFileSync(join(place, 'short'), 'text');
  expect(await collect()).toEqual(['1 file that could not be copied: ENAMETOOLONG']);
  expect(readFileSync(join(back, 'short'), 'utf8')).toBe('text');
});

test('a folder for them that cannot be made costs what is left out, and nothing else', async () => {
  const { folder, artifacts, place } = await someArtifacts();
  writeFileSync(join(folder, 'file'), '');
  writeFileSync(join(place, 'a'), 'text');
  expect(await collectArtifacts(artifacts, 0, join(folder, 'file/below'), limit)).toEqual([
    '1 file that could not be copied: ENOTDIR',
  ]);
});
