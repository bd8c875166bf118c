import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { type Member, member, paxHeader, put, tar } from '../support/archives.ts';
import { type Heard, hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

async function unpack(bytes: Buffer, options = {}, name = 'r.tar'): Promise<{ tree: string; heard: Heard }> {
  const folder = ownFolder();
  const heard = hear();
  put(join(folder, name), bytes);
  const context = await openContext({ folder: join(folder, 'cache'), log: heard });
  const { path } = await provideRootfs(join(folder, name), options, context);
  return { tree: path, heard };
}

const sh: Member = { name: 'bin/sh', content: '#!', mode: 0o755 };

test('files, folders, links and modes come out as they went in', async () => {
  const { tree } = await unpack(
    tar([
      { name: './', type: '5', mode: 0o755 },
      sh,
      { name: 'bin/su', content: 'x', mode: 0o4755 },
      { name: 'tmp/', type: '5', mode: 0o1777 },
      { name: 'bin/hard', type: '1', target: './bin/su' },
      { name: 'lib', type: '2', target: 'usr/lib' },
      { name: 'usr/lib/', type: '5', mode: 0o755 },
      { name: 'lib/through', content: 'in usr/lib' },
      { name: 'etc/absolute', type: '2', target: '/etc/passwd' },
    ]),
  );
  expect(statSync(join(tree, 'bin/su')).mode & 0o7777).toBe(0o4755);
  expect(statSync(join(tree, 'bin/hard')).ino).toBe(statSync(join(tree, 'bin/su')).ino);
  expect(statSync(join(tree, 'tmp')).mode & 0o7777).toBe(0o1777);
  expect(readFileSync(join(tree, 'usr/lib/through'), 'utf8')).toBe('in usr/lib');
  expect(readlinkSync(join(tree, 'etc/absolute'))).toBe('/etc/passwd');
});

test.each([
  ['xz', ['-c']],
  ['zstd', ['-q', '-c']],
  ['bzip2', ['-c']],
])('%s is undone by its tool, whatever the file is called', async (tool, words) => {
  const { stdout } = await execa(tool, words, { input: tar([sh]), encoding: 'buffer' });
  const { tree } = await unpack(Buffer.from(stdout), {}, 'rootfs');
  expect(readFileSync(join(tree, 'bin/sh'), 'utf8')).toBe('#!');
});

test('a name that is too long for the header has its own record', async () => {
  const folder = ownFolder();
  const long = `usr/${'a'.repeat(90)}/${'b'.repeat(90)}/${'c'.repeat(90)}`;
  put(join(folder, 'in', long), 'x');
  for (const format of ['gnu', 'pax']) {
    const { stdout } = await execa('tar', ['-c', `--format=${format}`, '-C', join(folder, 'in'), '.'], {
      encoding: 'buffer',
    });
    const { tree } = await unpack(Buffer.from(stdout));
    expect(readFileSync(join(tree, long), 'utf8')).toBe('x');
  }
});

test.each<[string, Member[], RegExp]>([
  ['a name that climbs', [{ name: '../escaped' }], /the entry "\.\.\/escaped", which climbs out with "\.\."/],
  ['a name that climbs in its middle', [{ name: 'a/../../escaped' }], /climbs out/],
  ['an absolute name', [{ name: '/etc/escaped' }], /the entry "\/etc\/escaped", which has an absolute name/],
  [
    'a name through a link that climbs',
    [
      { name: 'out', type: '2', target: '../..' },
      { name: 'out/escaped', content: 'x' },
    ],
    /through the link out to "\.\.\/\.\."/,
  ],
  [
    'a name through a link to nowhere',
    [
      { name: 'out', type: '2', target: '/nowhere' },
      { name: 'out/escaped', content: 'x' },
    ],
    /which does not exist in the tree/,
  ],
  ['a hard link that climbs', [{ name: 'hard', type: '1', target: '../../etc/passwd' }], /hard link "hard" to/],
  [
    'a hard link to what is not there',
    [{ name: 'hard', type: '1', target: 'nothing' }],
    /"nothing", which is not in it/,
  ],
  [
    'a file below a file',
    [
      { name: 'etc', content: 'x' },
      { name: 'etc/passwd', content: 'y' },
    ],
    /has both the file etc and "etc\/passwd" below it/,
  ],
])('%s is refused, and nothing lands outside', async (_, members, message) => {
  const folder = ownFolder();
  put(join(folder, 'r.tar'), tar([sh, ...members]));
  const context = await openContext({ folder: join(folder, 'cache'), log: hear() });
  await expect(provideRootfs(join(folder, 'r.tar'), {}, context)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(message),
  });
  for (const place of ['escaped', '../escaped', 'cache/escaped', 'cache/rootfs/escaped'])
    expect(existsSync(join(folder, place))).toBe(false);
});

test.each<[string, Record<string, string>, string, RegExp]>([
  ['a name with a NUL', { path: 'etc/a\0b' }, '0', /the entry "etc\/a\\u0000b", with a NUL/],
  ['a folder with a NUL', { path: 'e\0c/a' }, '0', /the entry "e\\u0000c\/a", with a NUL/],
  [
    'a name of 300 letters',
    { path: `etc/${'p'.repeat(300)}` },
    '5',
    /the entry "etc\/p{300}", whose name or target is too/,
  ],
  ['a name of 256 bytes', { path: 'é'.repeat(128) }, '0', /the entry "é{128}", whose name or target is too long/],
  ['a path of 6,000 letters', { path: `${'d/'.repeat(3000)}f` }, '0', /the entry "(d\/){200}…", which is too long/],
  ['a path that is too long here', { path: `${'d/'.repeat(2020)}f` }, '0', /the entry "(d\/){200}…", whose name or/],
  ['a link to a NUL', { linkpath: 'a\0b' }, '2', /the entry "x", with a NUL/],
  ['a link to 5,000 letters', { linkpath: 't'.repeat(5000) }, '2', /the entry "x", whose name or target is too long/],
  ['a link to nothing', { linkpath: '' }, '2', /the entry "x", a symbolic link to nothing/],
  ['a hard link to a NUL', { linkpath: 'a\0b' }, '1', /the hard link "x" to "a\\u0000b", which is not in it/],
  [
    'a hard link to 300 letters',
    { linkpath: 't'.repeat(300) },
    '1',
    /the hard link "x" to "t{300}", which is not in it/,
  ],
  ['a size of 2^60', { size: String(2n ** 60n) }, '0', /is damaged: a member has no valid size/],
  ['a size of 2^50', { size: String(2 ** 50) }, '0', /is larger than 8192 MB when unpacked \(at "x"\)/],
])('%s is refused by its name, and leaves nothing', async (_, records, type, message) => {
  const folder = ownFolder();
  put(join(folder, 'r.tar'), Buffer.concat([member(sh), paxHeader(records), tar([{ name: 'x', type }])]));
  const context = await openContext({ folder: join(folder, 'cache'), log: hear() });
  const refused = { kind: 'usage', message: expect.stringMatching(message) };
  await expect(provideRootfs(join(folder, 'r.tar'), {}, context)).rejects.toMatchObject(refused);
  expect(readdirSync(join(folder, 'cache/making'))).toEqual([]);
  expect(existsSync(join(folder, 'cache/rootfs'))).toBe(false);
});

test('a time that no file can have becomes one that it can', async () => {
  const changed = ['1e400', '-5', '99999999999999999999', 'x'].map((mtime, at) =>
    Buffer.concat([paxHeader({ mtime }), member({ name: `etc/${at}` })]),
  );
  const { tree } = await unpack(Buffer.concat([...changed, tar([sh])]));
  const seconds = [0, 1, 2, 3].map((at) => statSync(join(tree, `etc/${at}`)).mtimeMs / 1000);
  expect(seconds).toEqual([2 ** 32 - 1, 0, 2 ** 32 - 1, 0]);
});

test('an absolute link of a folder means the tree itself, as in a guest', async () => {
  const { tree } = await unpack(
    tar([
      sh,
      { name: 'usr/lib/', type: '5', mode: 0o755 },
      { name: 'lib', type: '2', target: '/usr/lib' },
      { name: 'lib/x', content: 'x' },
    ]),
  );
  expect(readFileSync(join(tree, 'usr/lib/x'), 'utf8')).toBe('x');
});

test('the last of two files for one path counts, and a link is replaced rather than followed', async () => {
  const { tree } = await unpack(
    tar([
      sh,
      { name: 'etc/a', content: 'first' },
      { name: 'etc/b', type: '2', target: 'a' },
      { name: 'etc/b', content: 'second' },
    ]),
  );
  expect(readFileSync(join(tree, 'etc/a'), 'utf8')).toBe('first');
  expect(readFileSync(join(tree, 'etc/b'), 'utf8')).toBe('second');
  expect(lstatSync(join(tree, 'etc/b')).isSymbolicLink()).toBe(false);
});

test('device nodes and pipes are left out, and that is said', async () => {
  const { tree, heard } = await unpack(tar([sh, { name: 'dev/sda', type: '4' }, { name: 'dev/pipe', type: '6' }]));
  expect(existsSync(join(tree, 'dev/sda'))).toBe(false);
  expect(heard.infos.join()).toMatch(/left out 2 device nodes, pipes and sockets/);
});

test.each<[string, (whole: Buffer) => Buffer, RegExp]>([
  ['cut in a file', (whole) => whole.subarray(0, 1600), /is truncated/],
  ['cut between members', (whole) => whole.subarray(0, 1024), /is truncated/],
  ['cut while it is compressed', (whole) => gzipSync(whole).subarray(0, 60), /is truncated/],
  [
    'a byte off',
    (whole) => Buffer.concat([whole.subarray(0, 1030), Buffer.from('?'), whole.subarray(1031)]),
    /is damaged/,
  ],
  ['empty', () => Buffer.alloc(0), /is empty/],
  ['something else', () => Buffer.from('hello world '.repeat(100)), /is something else; expected a folder, a tarball/],
  ['a web page', () => Buffer.from(`<!doctype html>${' '.repeat(1000)}`), /is a web page/],
  ['a zip archive', () => Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(600)]), /is a zip archive/],
])('a tarball that is %s', async (_, change, message) => {
  const whole = tar([sh, { name: 'etc/big', content: 'x'.repeat(3000) }]);
  await expect(unpack(change(whole))).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(message) });
});

test('a bomb is refused before it fills the disk', async () => {
  const bomb = gzipSync(tar([sh, { name: 'etc/zeros', content: Buffer.alloc(8 << 20) }]));
  expect(bomb.length).toBeLessThan(64 << 10);
  await expect(unpack(bomb, { limitMegabytes: 4 })).rejects.toMatchObject({
    code: 'rootfs-too-large',
    message: expect.stringMatching(/is larger than 4 MB when unpacked \(at "etc\/zeros"\).*--rootfs-limit/),
  });
  const many = (name: (at: number) => string, type = '0') =>
    gzipSync(tar([sh, ...Array.from({ length: 1500 }, (_, at) => ({ name: name(at), type }))]));
  for (const bytes of [many((at) => `etc/${at}`), many((at) => `etc/${at}`, '4'), many((at) => `etc/${at}/a/b/c`)])
    await expect(unpack(bytes, { limitMegabytes: 4 })).rejects.toMatchObject({ code: 'rootfs-too-large' });
});

test('a file that was unpacked once is not unpacked again', async () => {
  const folder = ownFolder();
  put(join(folder, 'r.tar'), tar([sh]));
  const open = () => openContext({ folder: join(folder, 'cache'), log: hear() });
  const [first, second] = [await open(), await open()];
  const made = await provideRootfs(join(folder, 'r.tar'), {}, first);
  expect(await provideRootfs(join(folder, 'r.tar'), {}, second)).toEqual(made);
  expect([first.cache.used[0]?.from, second.cache.used[0]?.from]).toEqual(['made', 'local']);
});
