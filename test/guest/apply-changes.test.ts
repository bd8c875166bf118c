/** Changes of a guest, forged ones too, made in a folder of this machine. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { applyChanges } from '../../src/guest/changes/apply-changes.ts';
import { encode, end, file, folder, leave, type Record, streamOf } from '../support/change-records.ts';
import { listing } from '../support/folder-listing.ts';
import { ownFolder } from '../support/temporary-folder.ts';

let own: string;
let project: string;

/** A project, and beside it what nothing may reach. */
beforeEach(() => {
  own = ownFolder();
  project = join(own, 'project');
  mkdirSync(join(project, 'sub/deep'), { recursive: true });
  mkdirSync(join(own, 'outside'));
  writeFileSync(join(own, 'outside/file'), 'outside');
  writeFileSync(join(project, 'file'), 'before');
  writeFileSync(join(project, 'sub/file'), 'in sub');
  writeFileSync(join(project, 'sub/deep/file'), 'deep');
  symlinkSync('../outside', join(project, 'link'));
  symlinkSync('../outside/file', join(project, 'link-to-file'));
});

function apply(records: Record[], { kept = ['.'], hidden = [] as string[], bytes = encode(records) } = {}) {
  const stream = streamOf(join(own, 'stream'), bytes);
  try {
    return applyChanges(stream, { path: project, kept, hidden });
  } finally {
    closeSync(stream);
  }
}

const read = (path: string) => readFileSync(join(project, path), 'utf8');
const whole = (...records: Record[]) => [...records, leave(), end()];

test('a file replaces another in one step, and one with several names keeps them', () => {
  linkSync(join(project, 'sub/file'), join(project, 'second-name'));
  const before = statSync(join(project, 'file')).ino;
  apply(whole(...file('file', 'after'), folder('sub'), ...file('file', 'both'), leave()));
  expect([read('file'), read('sub/file'), read('second-name')]).toEqual(['after', 'both', 'both']);
  expect(statSync(join(project, 'file')).ino).not.toBe(before);
  expect(readdirSync(project)).not.toContainEqual(expect.stringMatching(/^\.uml-run/));
});

test('a link in the place of a folder or file is replaced, and not followed', () => {
  const outside = listing(join(own, 'outside'));
  apply(
    whole(
      folder('link'),
      ...file('file', 'mine'),
      { kind: 'x', name: 'file2' },
      leave(),
      ...file('link-to-file', 'mine'),
    ),
  );
  expect(listing(join(own, 'outside'))).toEqual(outside);
  expect([read('link/file'), read('link-to-file')]).toEqual(['mine', 'mine']);
});

test('what only changes mode or time of a link to a file outside changes nothing', () => {
  const outside = listing(join(own, 'outside'));
  apply(whole({ kind: 'a', name: 'link-to-file', mode: 0o100777, seconds: 5 }));
  expect(listing(join(own, 'outside'))).toEqual(outside);
});

test.each(['..', '.', '', 'a/b', '/etc', '../outside', 'a\0b', 'x'.repeat(300)])('no entry is called %j', (name) => {
  const before = listing(own, { times: false });
  const kinds: Record[] = [
    ...file(name, 'forged'),
    { kind: 'x', name },
    { kind: 'a', name, mode: 0o100777 },
    { kind: 'l', name, data: 'target', mode: 0o120777 },
    { kind: 'h', name, id: 5 },
  ];
  for (const kind of ['d', 'n', 'm'])
    kinds.push({ kind, name, mode: 0o40777, data: 'sub' }, ...file('in-it', 'forged'), leave());
  const { problems } = apply(whole(...kinds));
  expect(problems).not.toEqual([]);
  expect(listing(own, { times: false }).filter((line) => !line.startsWith('stream'))).toEqual(before);
});

test('only what lies in the named paths is changed, whatever the stream says', () => {
  const forged = [
    ...file('file', 'forged'),
    { kind: 'x', name: 'link' },
    { kind: 'x', name: 'sub' },
    folder('sub', { mode: 0o40777 }),
    ...file('file', 'forged'),
    { kind: 'n', name: 'deep', mode: 0o40755 },
    ...file('new', 'new'),
    leave(),
    leave({ mode: 0o40777 }),
    folder('beside'),
    ...file('file', 'forged'),
    leave(),
  ];
  apply(whole(...forged), { kept: ['sub/deep'] });
  expect(readdirSync(project).sort()).toEqual(['file', 'link', 'link-to-file', 'sub']);
  expect([read('file'), read('sub/file'), read('sub/deep/new')]).toEqual(['before', 'in sub', 'new']);
  expect(statSync(join(project, 'sub')).mode & 0o777).toBe(0o755);
  expect(readdirSync(join(project, 'sub/deep'))).toEqual(['new']);
});

test('folders on the way to a path are made when something is in it, and only then', () => {
  apply(whole(folder('a'), folder('b'), ...file('x', 'x'), leave(), leave(), folder('c'), leave()), {
    kept: ['a/b', 'c/d'],
  });
  expect(read('a/b/x')).toBe('x');
  expect(readdirSync(project)).not.toContain('c');
});

test('a path that leads through a link of the host is refused', () => {
  const { problems } = apply(whole(folder('link'), ...file('file', 'forged'), leave()), { kept: ['link/file'] });
  expect(problems).toHaveLength(1);
  expect(readFileSync(join(own, 'outside/file'), 'utf8')).toBe('outside');
  expect(lstatSync(join(project, 'link')).isSymbolicLink()).toBe(true);
});

test('folders are moved, swapped, and moved into each other', () => {
  apply(
    whole(
      { kind: 'm', name: 'moved', data: 'sub', mode: 0o40700 },
      { kind: 'x', name: 'deep' },
      leave({ mode: 0o40700 }),
      { kind: 'm', name: 'sub', data: 'sub/deep', mode: 0o40755 },
      ...file('new', 'new'),
      leave(),
    ),
  );
  expect(readdirSync(join(project, 'moved'))).toEqual(['file']);
  expect([read('sub/file'), read('sub/new')]).toEqual(['deep', 'new']);
  expect(readdirSync(project).sort()).toEqual(['file', 'link', 'link-to-file', 'moved', 'sub']);
});

test.each(['../outside', 'link', '/etc', '', 'sub/../../outside', 'file', 'nothing'])(
  'no folder is moved from %j',
  (data) => {
    const before = listing(own, { times: false });
    const { problems } = apply(whole({ kind: 'm', name: 'moved', data, mode: 0o40755 }, ...file('x', 'x'), leave()));
    expect(problems).not.toEqual([]);
    expect(listing(own, { times: false }).filter((line) => !line.startsWith('stream'))).toEqual(before);
  },
);

test('a folder whose new place is refused is where it was', () => {
  const { problems } = apply(
    whole(
      { kind: 'm', name: 'sub2', data: 'sub', mode: 0o40755 },
      leave(),
      { kind: 'm', name: '..', data: 'sub/deep' },
      leave(),
    ),
    { hidden: ['sub2'] },
  );
  expect(problems).not.toEqual([]);
  expect([read('sub/file'), read('sub/deep/file')]).toEqual(['in sub', 'deep']);
});

test('hidden paths stay as they are, and the folders that they lie in', () => {
  const hidden = ['sub/deep/file', 'file'];
  const { problems } = apply(
    whole(...file('file', 'forged'), { kind: 'n', name: 'sub', mode: 0o40755 }, ...file('new', 'new'), leave(), {
      kind: 'x',
      name: 'file',
    }),
    { hidden },
  );
  expect([read('file'), read('sub/deep/file'), read('sub/new')]).toEqual(['before', 'deep', 'new']);
  expect(readdirSync(join(project, 'sub')).sort()).toEqual(['deep', 'new']);
  expect(problems.join()).toMatch(/hidden/);
});

test('a folder that cannot be moved stays with all that is in it, and what is hidden with its name', () => {
  const before = listing(project, { times: false });
  const moved = { kind: 'm', name: 'moved', data: 'sub', mode: 0o40755 };
  const { problems } = apply(whole(moved, ...file('new', 'new'), leave(), { kind: 'x', name: 'sub' }), {
    hidden: ['sub/deep/file'],
  });
  expect(listing(project, { times: false })).toEqual(before);
  expect(problems.join()).toMatch(/"sub" could not be brought back \(something in it is hidden from the guest\)/);
});

test('setuid bits do not come over, and devices are told', () => {
  const { problems } = apply(
    whole(
      ...file('tool', 'x', { mode: 0o106755 }),
      { kind: 'o', name: 'device', mode: 0o20600 },
      {
        kind: 'a',
        name: 'file',
        mode: 0o104755,
      },
    ),
  );
  expect(statSync(join(project, 'tool')).mode & 0o7777).toBe(0o755);
  expect(statSync(join(project, 'file')).mode & 0o7777).toBe(0o755);
  expect(problems).toHaveLength(2);
});

test('holes, times and modes are those of the guest', () => {
  const size = 1 << 30;
  apply(
    whole(
      { kind: 'f', name: 'sparse', mode: 0o100600, seconds: -5, nanoseconds: 500_000_000, value: size },
      { kind: 'b', data: 'end', value: size - 3 },
      folder('sub', { mode: 0o40700 }),
      leave({ mode: 0o40700, seconds: 77 }),
    ),
  );
  const { mode, mtimeMs, blocks, size: found } = statSync(join(project, 'sparse'));
  expect({ mode: mode & 0o777, mtimeMs, found }).toEqual({ mode: 0o600, mtimeMs: -4500, found: size });
  expect(blocks).toBeLessThan(1000);
  const sub = statSync(join(project, 'sub'));
  expect({ mode: sub.mode & 0o777, time: sub.mtimeMs }).toEqual({ mode: 0o700, time: 77_000 });
});

test.each([2n ** 53n, 2n ** 62n, 2n ** 63n - 1n])('a file of %d bytes is not brought back, and others are', (value) => {
  const { problems } = apply(
    whole(
      { kind: 'f', name: 'file', value },
      { kind: 'b', data: 'end', value: value - 3n },
      ...file('sub-file', 'after'),
    ),
  );
  expect([read('file'), read('sub-file')]).toEqual(['before', 'after']);
  expect(problems).toEqual([expect.stringMatching(/^"file" could not be brought back \(.*large\)$/)]);
  expect(readdirSync(project)).not.toContainEqual(expect.stringMatching(/^\.uml-run/));
});

test('a folder keeps its time to the nanosecond where the guest has left it, even if it sees whole seconds', () => {
  const sub = join(project, 'sub');
  const age = () => statSync(sub, { bigint: true }).mtimeNs;
  for (const nanoseconds of [0, 123_456_789]) {
    execFileSync('touch', ['-d', '1970-01-01 00:01:17.123456789 UTC', sub]);
    apply(whole(folder('sub'), leave({ seconds: 77, nanoseconds })));
    expect(age()).toBe(77_123_456_789n);
  }
  apply(whole(folder('sub'), leave({ seconds: 78 })));
  expect(age()).toBe(78_000_000_000n);
});

test('what a program opened for itself and closed again is written', () => {
  chmodSync(join(project, 'sub'), 0o555);
  apply(whole(folder('sub', { mode: 0o40555 }), ...file('new', 'new'), leave({ mode: 0o40555 })));
  expect(read('sub/new')).toBe('new');
  expect(statSync(join(project, 'sub')).mode & 0o777).toBe(0o555);
  chmodSync(join(project, 'sub'), 0o755);
});

test('what only changes mode or time leaves the file the same', () => {
  utimesSync(join(project, 'file'), 5, 5);
  const { ino } = statSync(join(project, 'file'));
  apply(whole({ kind: 'a', name: 'file', mode: 0o100700, seconds: 5 }));
  const after = statSync(join(project, 'file'));
  expect([after.ino, after.mode & 0o777, after.mtimeMs]).toEqual([ino, 0o700, 5000]);
});

test('files with several names are one on this machine, too', () => {
  apply(
    whole(
      ...file('one', 'x', { id: 9 }),
      folder('sub'),
      { kind: 'h', name: 'two', id: 9 },
      { kind: 'h', name: 'file', id: 9 },
      { kind: 'h', name: 'unknown', id: 10 },
      leave(),
      { kind: 'h', name: 'one', id: 9 },
    ),
  );
  const inodes = ['one', 'sub/two', 'sub/file'].map((path) => statSync(join(project, path)).ino);
  expect(new Set(inodes).size).toBe(1);
  expect(readdirSync(join(project, 'sub')).sort()).toEqual(['deep', 'file', 'two']);
});

test.runIf(process.getuid?.() === 0)("root's files keep their owner, and are root's where root made them", () => {
  execFileSync('chown', ['1234:1235', join(project, 'file'), join(project, 'sub/file')]);
  apply(
    whole(
      ...file('file', 'x', { uid: 0, gid: 0 }),
      ...file('new', 'x', { uid: 0 }),
      ...file('others', 'x', { uid: 77, gid: 78 }),
      {
        kind: 'a',
        name: 'link',
        uid: 99,
      },
    ),
  );
  const owners = ['file', 'new', 'others', 'sub/file'].map((path) => {
    const { uid, gid } = statSync(join(project, path));
    return `${uid}:${gid}`;
  });
  expect(owners).toEqual(['1234:1235', '0:0', '77:78', '1234:1235']);
});

const good = whole(
  ...file('file', 'after'),
  folder('new'),
  leave(),
  { kind: 'L', name: 'lost' },
  { kind: 'x', name: 'sub' },
);

test('a stream that ends early changes nothing, wherever it ends', () => {
  const bytes = encode(good);
  const before = listing(project);
  for (let length = 0; length < bytes.length; length++)
    expect(() => apply([], { bytes: bytes.subarray(0, length) })).toThrow('the guest ended before all was written');
  expect(listing(project)).toEqual(before);
});

test.each<[string, Record[]]>([
  ['a kind that there is not', [{ kind: '?' }]],
  ['more folders left than entered', [leave(), leave()]],
  ['a negative size', [{ kind: 'f', name: 'x', value: -1 }]],
  ['a time out of range', [{ kind: 'f', name: 'x', nanoseconds: 1e9 }]],
  ['the errno that init failed with', [end(0, 28)]],
  ['more folders in each other than init enters', Array.from({ length: 201 }, () => folder('x'))],
  ['too many moves', Array.from({ length: 10_001 }, () => ({ kind: 'm', name: 'x', data: 'y' }))],
])('a stream changes nothing when it has %s', (_, records) => {
  const before = listing(project);
  expect(() => apply([...file('file', 'after'), ...records, ...good])).toThrow();
  expect(listing(project)).toEqual(before);
});

test('any bytes in the place of others lead nowhere else', () => {
  const bytes = encode(good);
  const outside = listing(join(own, 'outside'));
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] = damaged[at]! ^ (1 << (at % 8));
    try {
      apply([], { bytes: damaged });
    } catch (error) {
      expect((error as Error).name).toBe('DamagedChanges');
    }
  }
  expect(listing(join(own, 'outside'))).toEqual(outside);
  expect(readdirSync(own).sort()).toEqual(['outside', 'project', 'stream']);
});

test('lost changes are counted, and the first are named', () => {
  const names = Array.from({ length: 12 }, (_, index) => ({ kind: 'L', name: `lost-${index}` }));
  const { lost } = apply([...names, leave(), end(40)], { kept: [] });
  expect({ count: lost.count, names: lost.paths.map(String) }).toEqual({
    count: 40,
    names: Array.from({ length: 10 }, (_, index) => `lost-${index}`),
  });
});
