import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { includeFiles } from '../../src/guest/include.ts';
import { stage } from '../../src/guest/share.ts';
import type { Program } from '../../src/model/tests.ts';
import { textOf } from '../../src/text/any-bytes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const size = 40 * 2 ** 30;

/** A file of 40 GB, most of which is a hole. */
function sparseFile(path: string): string {
  const file = openSync(path, 'w', 0o755);
  ftruncateSync(file, size);
  writeSync(file, 'begin', 0);
  writeSync(file, 'end', size - 3);
  closeSync(file);
  return path;
}

function expectCopy(path: string): void {
  expect(lstatSync(path).size).toBe(size);
  expect(lstatSync(path).blocks * 512).toBeLessThan(2 ** 20);
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(8);
  readSync(file, bytes, 0, 5, 0);
  readSync(file, bytes, 5, 3, size - 3);
  closeSync(file);
  expect(bytes.toString()).toBe('beginend');
}

test('holes stay holes: what is included twice, and a program', async () => {
  const [folder, share] = [ownFolder(), ownFolder()];
  const path = sparseFile(join(folder, 'disk image'));
  await includeFiles(share, [folder], true);
  expectCopy(join(share, 'programs', path));
  expectCopy(join(share, 'included/disk image'));
  const program = sparseFile(join(folder, 'program'));
  await stage(share, [{ path: program, format: 'elf-static', libraries: [], siblings: [] }], async (path) => path);
  expectCopy(join(share, 'programs', program));
});

test('a program that has several names is copied once, and one that only looks like it is another file', async () => {
  const [folder, share] = [ownFolder(), ownFolder()];
  const [one, two, other] = ['one', 'sub/two', 'other'].map((name) => join(folder, name)) as [string, string, string];
  mkdirSync(join(folder, 'sub'));
  for (const path of [one, other]) writeFileSync(path, 'program', { mode: 0o711 });
  linkSync(one, two);
  const programs = [one, two, other].map(
    (path): Program => ({ path, format: 'elf-static', libraries: [], siblings: [] }),
  );
  await stage(share, programs, async (path) => path);
  const copies = [one, two, other].map((path) => statSync(join(share, 'programs', path)));
  expect(copies.map(({ nlink, mode, size }) => [nlink, mode & 0o777, size])).toEqual([
    [2, 0o755, 7],
    [2, 0o755, 7],
    [1, 0o755, 7],
  ]);
  expect(copies[0]?.ino).not.toBe(statSync(one).ino);
});

test('pipes, sockets and devices are left out, and nobody waits for them', async () => {
  const [folder, share] = [ownFolder(), ownFolder()];
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const server = createServer().listen(join(folder, 'socket'));
  onTestFinished(() => void server.close());
  symlinkSync('/dev/zero', join(folder, 'link to a device'));
  writeFileSync(join(folder, 'file'), 'x');
  await includeFiles(share, [folder, '/dev/zero'], true);
  for (const copy of [join(share, 'programs', folder), join(share, 'included')])
    expect(readdirSync(copy).toSorted()).toEqual(['file', 'link to a device']);
});

test('names that are not UTF-8 are copied as they are: of what is included, and in a folder', async () => {
  const [folder, share] = [ownFolder(), ownFolder()];
  const path = (name: string) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
  mkdirSync(join(folder, 'b'));
  for (const name of ['a\xff', 'b/c\xff', 'b/holes\xff']) writeFileSync(path(name), 'x');
  truncateSync(path('b/holes\xff'), 4 << 20);
  symlinkSync(Buffer.from('c\xff', 'latin1'), path('b/link'));
  await includeFiles(share, [textOf(path('a\xff')), join(folder, 'b')], true);
  const copies = readdirSync(join(share, 'included'), { encoding: 'buffer' });
  expect(copies.map((copy) => copy.toString('latin1')).toSorted()).toEqual(['a\xff', 'c\xff', 'holes\xff', 'link']);
  expect(readlinkSync(join(share, 'included/link'), { encoding: 'buffer' })).toEqual(Buffer.from('c\xff', 'latin1'));
  expect(readdirSync(join(share, 'programs', folder, 'b'))).toHaveLength(3);
});

test('a folder that the share is in is copied without it', async () => {
  const folder = ownFolder();
  const share = join(folder, 'run/share');
  mkdirSync(share, { recursive: true });
  writeFileSync(join(folder, 'run/file'), 'x');
  await includeFiles(share, [folder], true);
  expect(readdirSync(join(share, 'included/run'))).toEqual(['file']);
  expect(readdirSync(join(share, 'programs', folder, 'run'))).toEqual(['file']);
});

/** What comes of including a file of 700 kB once, and in the working folder, too, on a tmpfs of that size. */
function includeOnDisk(size: string): string[] {
  const [disk, folder] = [ownFolder(), ownFolder()];
  const [script, file] = [join(import.meta.dirname, 'include-process.ts'), join(folder, 'file')];
  const command = `mount -t tmpfs -o size=${size} none ${disk} && exec "$0" "$@"`;
  const words = ['--map-root-user', '--mount', 'sh', '-c', command, process.execPath, script, disk, file];
  return execFileSync('unshare', words, { encoding: 'utf8' }).trimEnd().split('\n');
}

test('what does not fit is refused before anything is copied', () => {
  const [once, twice] = includeOnDisk('1m');
  expect(once).toBe('included 1');
  expect(twice).toMatch(
    /^disk-full --include: the copies would take 1 MB, most of it for ".*\/file", and ".*" has room for 0 MB; include less, .* 0$/,
  );
});

test('a tmpfs without a limit has room', () => {
  expect(includeOnDisk('0')).toEqual(['included 1', 'included 2']);
});
