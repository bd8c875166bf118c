import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, truncateSync } from 'node:fs';
import { chmod, link, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { put, sha256 } from '../support/archives.ts';
import { type Heard, hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

// The tools of file systems are where only root looks.
vi.stubEnv('PATH', `${process.env.PATH}:/usr/sbin:/sbin`);

/** A tree of everything that a file system can hold, and it is told in `describe`. */
async function aTree(): Promise<{ folder: string; tree: string }> {
  const folder = ownFolder();
  const tree = join(folder, 'tree');
  put(join(tree, 'bin/sh'), 'shell');
  await chmod(join(tree, 'bin/sh'), 0o4755);
  await link(join(tree, 'bin/sh'), join(tree, 'bin/hard'));
  symlinkSync('usr/lib', join(tree, 'lib'));
  symlinkSync(`/${'long/'.repeat(30)}`, join(tree, 'longlink'));
  put(join(tree, 'usr/lib/large'), Buffer.alloc(3 << 20, 'abcdefg'));
  put(join(tree, 'usr/lib/small'), 's');
  put(join(tree, 'usr/lib/inline'), 'i'.repeat(130));
  put(join(tree, 'usr/lib/holes'), '');
  truncateSync(join(tree, 'usr/lib/holes'), 5 << 20);
  mkdirSync(join(tree, 'etc/many'), { recursive: true });
  for (let at = 0; at < 200; at++) put(join(tree, `etc/many/a rather long name of a file, number ${at}`), String(at));
  mkdirSync(join(tree, 'tmp'));
  await chmod(join(tree, 'tmp'), 0o1777);
  return { folder, tree };
}

async function unpacked(folder: string, image: string, options = {}): Promise<{ path: string; heard: Heard }> {
  const heard = hear();
  const context = await openContext({ folder: join(folder, 'cache'), log: heard });
  const { path } = await provideRootfs(join(folder, image), options, context);
  return { path, heard };
}

/** Type, mode, content and target of all that is in it, by path. */
async function describe(root: string, except: string[] = []): Promise<Record<string, string>> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => !except.includes(name));
  const told = names.map(async (name) => {
    const path = join(root, name);
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return [name, `-> ${readlinkSync(path)}`];
    const content = stats.isFile() ? sha256(readFileSync(path)) : '';
    return [name, `${stats.mode.toString(8)} ${stats.isFile() ? stats.nlink : ''} ${content}`];
  });
  return Object.fromEntries(await Promise.all(told));
}

test.each([
  ['ext2', ['-t', 'ext2']],
  ['ext2 with blocks of 1 KB, as Buildroot makes it', ['-t', 'ext2', '-b', '1024', '-r', '0']],
  ['ext3', ['-t', 'ext3']],
  ['ext4', ['-t', 'ext4']],
  ['ext4 without extents', ['-t', 'ext4', '-O', '^extents,^64bit']],
  ['ext4 with small files in their inodes', ['-t', 'ext4', '-O', 'inline_data', '-I', '256']],
  ['ext4 with meta block groups', ['-t', 'ext4', '-O', 'meta_bg,^resize_inode', '-b', '1024']],
])('%s is read as it was written', async (_, words) => {
  const { folder, tree } = await aTree();
  await execa('mke2fs', ['-q', ...words, '-d', tree, join(folder, 'image'), '40M']);
  const { path, heard } = await unpacked(folder, 'image');
  expect(await describe(path, ['lost+found'])).toEqual(await describe(tree));
  expect(heard.infos).toEqual([]);
});

test.each(['gzip', 'xz', 'zstd'])('squashfs, compressed with %s, is read as it was written', async (compression) => {
  const { folder, tree } = await aTree();
  await execa('mksquashfs', [tree, join(folder, 'image'), '-comp', compression, '-quiet', '-no-progress']);
  const { path } = await unpacked(folder, 'image');
  expect(await describe(path)).toEqual(await describe(tree));
});

test('an image that is cut is refused, whatever it is', async () => {
  const { folder, tree } = await aTree();
  await execa('mke2fs', ['-q', '-t', 'ext4', '-d', tree, join(folder, 'ext'), '40M']);
  truncateSync(join(folder, 'ext'), 2 << 20);
  await expect(unpacked(folder, 'ext')).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/\/ext is (truncated: it ends at byte|damaged)/),
  });
  await execa('mksquashfs', [tree, join(folder, 'squash'), '-quiet', '-no-progress']);
  truncateSync(join(folder, 'squash'), Math.floor(statSync(join(folder, 'squash')).size / 2));
  await expect(unpacked(folder, 'squash')).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/\/squash is damaged: sqfs2tar says/),
  });
});

test('an ext image with a folder inside itself is damaged', async () => {
  const { folder, tree } = await aTree();
  await execa('mke2fs', ['-q', '-t', 'ext2', '-d', tree, join(folder, 'image'), '40M']);
  await execa('debugfs', ['-w', '-R', 'link bin bin/again', join(folder, 'image')]);
  await expect(unpacked(folder, 'image')).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/is damaged: the folder "\.\/bin\/again" is inside itself/),
  });
});

test.each<[string, string, RegExp]>([
  ['an extent at 2^58', 'block[4] 0xffff0001', /is truncated: it ends at byte \d+, and refers to byte \d{18}/],
  ['an extent of no blocks', 'block[4] 0', /is damaged: its extents are not valid/],
  ['a size of 2^60', 'size 0x1000000000000000', /is larger than 8192 MB when unpacked \(at ".\/bin\/\w+"\)/],
])('an ext image in which a file has %s is refused', async (_, change, message) => {
  const { folder, tree } = await aTree();
  await execa('mke2fs', ['-q', '-t', 'ext4', '-d', tree, join(folder, 'image'), '40M']);
  await execa('debugfs', ['-w', '-R', `sif bin/sh ${change}`, join(folder, 'image')]);
  const refused = { kind: 'usage', message: expect.stringMatching(message) };
  await expect(unpacked(folder, 'image')).rejects.toMatchObject(refused);
});

test('an ext image whose extents branch for ever, and lead nowhere, is refused at once', async () => {
  const { folder, tree } = await aTree();
  /** Each of 340 entries of a block is the next block; the last has none. */
  const nodes = (first: number) =>
    [4, 3, 2, 1, 0].map((depth, at) => {
      const node = Buffer.alloc(4096);
      const count = depth === 0 ? 0 : 340;
      for (const [place, value] of [0xf30a, count, 340, depth].entries()) node.writeUInt16LE(value, place * 2);
      for (let entry = 1; entry <= count; entry++) node.writeUInt32LE(first + at + 1, entry * 12 + 4);
      return node;
    });
  put(join(tree, 'bin/sh'), Buffer.concat(nodes(0)));
  const image = join(folder, 'image');
  await execa('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-d', tree, image, '40M']);
  const { stdout } = await execa('debugfs', ['-R', 'bmap bin/sh 0', image]);
  const first = Number(stdout);
  const bytes = readFileSync(image);
  Buffer.concat(nodes(first)).copy(bytes, first * 4096);
  put(image, bytes);
  for (const change of ['block[0] 0x0001f30a', 'block[1] 0x00050004', `block[4] ${first}`, 'block[5] 0'])
    await execa('debugfs', ['-w', '-R', `sif bin/sh ${change}`, image]);
  await expect(unpacked(folder, 'image')).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/is damaged: its extents are not valid/),
  });
});

test('an ext image with a NUL in a name is refused', async () => {
  const { folder, tree } = await aTree();
  await execa('mke2fs', ['-q', '-t', 'ext2', '-d', tree, join(folder, 'image'), '40M']);
  const bytes = readFileSync(join(folder, 'image'));
  bytes.write('sm\0ll', bytes.indexOf('small'));
  put(join(folder, 'image'), bytes);
  await expect(unpacked(folder, 'image')).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/has the entry ".\/usr\/lib\/sm\\u0000ll", with a NUL in its name/),
  });
});

test('an ext image whose journal was not played back is refused, with what to do', async () => {
  const { folder, tree } = await aTree();
  await execa('mke2fs', ['-q', '-t', 'ext4', '-d', tree, join(folder, 'image'), '40M']);
  await execa('debugfs', ['-w', '-R', 'feature needs_recovery', join(folder, 'image')]);
  await expect(unpacked(folder, 'image')).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/a journal that was not replayed.*e2fsck -p/),
  });
});

test('an image cannot be a bomb either', async () => {
  const { folder, tree } = await aTree();
  await execa('mke2fs', ['-q', '-t', 'ext4', '-d', tree, join(folder, 'image'), '40M']);
  await expect(unpacked(folder, 'image', { limitMegabytes: 4 })).rejects.toMatchObject({
    code: 'rootfs-too-large',
    message: expect.stringMatching(/is larger than 4 MB when unpacked/),
  });
});
