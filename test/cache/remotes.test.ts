import { chmod, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { entry } from '../../src/cache/entry.ts';
import { pack } from '../../src/cache/pack.ts';
import type { Remote } from '../../src/cache/remotes/remote.ts';
import { saved } from '../../src/cache/remotes/remotes.ts';
import { digestOf } from '../../src/fs/digest.ts';
import { type FolderRemote, folderRemote } from '../support/folder-remote.ts';
import { type Heard, hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const key = 'uml-run-2-things-a';

let root: string;
let log: Heard;
let near: FolderRemote;
let far: FolderRemote;

const make = vi.fn(async (tree: string) => {
  await mkdir(join(tree, 'sub/empty'), { recursive: true });
  await writeFile(join(tree, 'sub/file'), 'content'.repeat(1000));
  await chmod(join(tree, 'sub/file'), 0o751);
  await symlink('sub/file', join(tree, 'link'));
  await link(join(tree, 'sub/file'), join(tree, 'other-name'));
});

beforeEach(async () => {
  vi.clearAllMocks();
  root = ownFolder();
  log = hear();
  near = folderRemote('the near remote', join(root, 'near'));
  far = folderRemote('the far remote', join(root, 'far'));
});

/** The entry on another machine each time: one whose cache folder is empty. */
async function onAnotherMachine(remotes: Remote[], signal?: AbortSignal) {
  const folder = ownFolder();
  const context = await openContext({ folder, remotes, log, signal });
  const ready = await entry(context, 'things', 'a', make);
  await saved(context);
  return { context, ...ready };
}

test('what was made goes to all remotes, and comes from the nearest that has it', async () => {
  expect((await onAnotherMachine([near, far])).from).toBe('made');
  expect(await readdir(near.folder)).toEqual([key]);
  const { from, folder } = await onAnotherMachine([near, far]);
  expect(from).toBe('the near remote');
  expect(await readFile(join(folder, 'link'), 'utf8')).toBe('content'.repeat(1000));
  expect((await stat(join(folder, 'sub/file'))).mode & 0o777).toBe(0o751);
  expect((await stat(join(folder, 'other-name'))).ino).toBe((await stat(join(folder, 'sub/file'))).ino);
  expect((await stat(join(folder, 'sub/empty'))).isDirectory()).toBe(true);
  expect(make).toHaveBeenCalledTimes(1);
  expect(log.warnings).toEqual([]);
});

test('what comes from a farther remote is saved to the nearer ones alone', async () => {
  await onAnotherMachine([far]);
  expect((await onAnotherMachine([near, far])).from).toBe('the far remote');
  expect(near.asked).toEqual([`restore ${key}`, `save ${key}`]);
  expect(far.asked).toEqual([`restore ${key}`, `save ${key}`, `restore ${key}`]);
  expect((await onAnotherMachine([near])).from).toBe('the near remote');
});

test('an entry is ready before a remote has it, and is saved as it was made', async () => {
  let goOn = () => {};
  const gate = new Promise<void>((open) => (goOn = open));
  const slow: Remote = { ...near, save: (key, file) => gate.then(() => near.save(key, file)) };
  const relocate = async (tree: string, place: string) => {
    await writeFile(join(tree, 'sub/file'), place.padEnd(7000));
    return ['sub/file'];
  };
  const context = await openContext({ folder: ownFolder(), remotes: [slow], log });
  const { folder } = await entry(context, 'things', 'a', { make, relocate });
  // Neither what becomes of it matters to what is saved, nor an entry that is made meanwhile.
  await rm(folder, { recursive: true });
  await entry(context, 'things', 'b', async () => undefined);
  expect(near.asked.filter((what) => what.startsWith('save'))).toEqual([]);
  goOn();
  await saved(context);
  expect(await readdir(join(context.cache.folder, 'making'))).toEqual([]);
  const { from, folder: other } = await onAnotherMachine([near]);
  expect([from, await readFile(join(other, 'sub/file'), 'utf8')]).toEqual(['the near remote', 'content'.repeat(1000)]);
  expect(log.warnings).toEqual([]);
});

test('what was made is saved, though the work that it was made for is given up', async () => {
  let goOn = () => {};
  const gate = new Promise<void>((open) => (goOn = open));
  const slow: Remote = { ...near, save: (key, file) => gate.then(() => near.save(key, file)) };
  const context = await openContext({ folder: ownFolder(), remotes: [slow], log });
  const part = new AbortController();
  await entry({ ...context, signal: part.signal }, 'things', 'a', make);
  part.abort(new Error('something else failed'));
  goOn();
  await saved(context);
  expect((await onAnotherMachine([near])).from).toBe('the near remote');
});

test('a run that is interrupted does not wait for what it saves', async () => {
  const silent: Remote = { ...near, save: () => new Promise(() => {}) };
  const controller = new AbortController();
  const context = await openContext({ folder: ownFolder(), remotes: [silent], log, signal: controller.signal });
  await entry(context, 'things', 'a', make);
  controller.abort(new Error('enough'));
  await saved(context);
  expect(log.warnings).toEqual([]);
  expect(await readdir(join(context.cache.folder, 'making'))).toEqual([]);
});

test('what lies in the cache folder asks no remote', async () => {
  const { context } = await onAnotherMachine([near]);
  near.asked.length = 0;
  expect((await entry(context, 'things', 'a', make)).from).toBe('local');
  expect(near.asked).toEqual([]);
});

test.each([
  ['was cut short', async (file: string) => writeFile(file, (await readFile(file)).subarray(0, 100))],
  ['is no remote at all', (file: string) => writeFile(file, 'hello')],
  ['is empty', (file: string) => writeFile(file, '')],
  ['has another content than its manifest says', async (file: string) => repack(file, 'echo CONTENT > sub/file')],
  ['lacks a file', async (file: string) => repack(file, 'rm sub/file')],
  ['has a file too many', async (file: string) => repack(file, 'echo > more')],
  ['has another mode', async (file: string) => repack(file, 'chmod 4755 sub/file')],
  ['has no manifest', async (file: string) => repack(file, 'rm .manifest.json', 'own')],
  ['has no digest', async (file: string) => writeFile(file, (await readFile(file)).subarray(0, -64))],
])('an entry that %s is not used: a warning, and it is made again', async (_, damage) => {
  await onAnotherMachine([near]);
  await damage(join(near.folder, key));
  const { from, folder } = await onAnotherMachine([near]);
  expect(from).toBe('made');
  expect(await readFile(join(folder, 'sub/file'), 'utf8')).toBe('content'.repeat(1000));
  expect(log.warnings).toEqual([expect.stringContaining(`the copy of ${key} in the near remote is damaged`)]);
  expect((await onAnotherMachine([near])).from).toBe('the near remote');
});

/** @param digest which one it has then: its own, or, as after a fault, that of what it was */
async function repack(file: string, change: string, digest: 'own' | 'old' = 'old'): Promise<void> {
  const folder = ownFolder();
  const script = `head -c -64 "$0" | tar -x --zstd && ${change} && tar -c --zstd . > packed`;
  await execa('sh', ['-ec', script, file], { cwd: folder });
  const content = await readFile(join(folder, 'packed'));
  const end = digest === 'own' ? digestOf(content) : (await readFile(file)).subarray(-64);
  await writeFile(file, Buffer.concat([content, Buffer.from(end)]));
}

test('a remote that fails costs one warning, is not asked again, and leaves the others alone', async () => {
  const asked: string[] = [];
  const fail = async (what: string) => {
    asked.push(what);
    throw new Error('out of order');
  };
  const broken: Remote = { name: 'the broken remote', restore: () => fail('restore'), save: () => fail('save') };
  const { context, from } = await onAnotherMachine([broken, far]);
  expect(from).toBe('made');
  await entry(context, 'things', 'b', make);
  await saved(context);
  expect(asked).toEqual(['restore']);
  expect(log.warnings).toEqual([`the broken remote could not restore ${key}; continuing without it: out of order`]);
  expect((await readdir(far.folder)).sort()).toEqual([key, 'uml-run-2-things-b']);
});

test('a remote that fails several requests at the same time costs one warning', async () => {
  const fail = async () => Promise.reject(new Error('out of order'));
  const broken: Remote = { name: 'the broken remote', restore: fail, save: fail };
  const context = await openContext({ folder: ownFolder(), remotes: [broken], log });
  await Promise.all(['a', 'b', 'c'].map((key) => entry(context, 'things', key, make)));
  expect(log.warnings).toHaveLength(1);
});

test.each(['{"version":1,"items":[]}', '{"version":1,"items":{"file":{"type":"socket"}}}', '{}'])(
  'an entry whose manifest is damaged is not used: %s',
  async (text) => {
    const folder = ownFolder();
    await writeFile(join(folder, '.manifest.json'), text);
    await mkdir(near.folder, { recursive: true });
    await pack(folder, join(near.folder, key), 0, {});
    expect((await onAnotherMachine([near])).from).toBe('made');
    expect(log.warnings).toEqual([expect.stringContaining('.manifest.json cannot be understood')]);
  },
);

test('a remote that cannot be written to costs a warning', async () => {
  const full: Remote = {
    name: 'the full remote',
    restore: async () => false,
    save: async () => Promise.reject(new Error('no room')),
  };
  expect((await onAnotherMachine([full])).from).toBe('made');
  expect(log.warnings).toEqual([`the full remote could not save ${key}; continuing without it: no room`]);
});

test('a remote that never answers does not outlast the signal', async () => {
  const silent: Remote = { ...near, restore: () => new Promise(() => {}) };
  const controller = new AbortController();
  const wanted = onAnotherMachine([silent], controller.signal);
  setTimeout(() => controller.abort(new Error('enough')), 50);
  await expect(wanted).rejects.toThrow('enough');
});

test('a machine without zstd packs with gzip', async () => {
  const tools = ownFolder();
  for (const name of ['cp', 'tar', 'gzip', 'sh']) {
    const { stdout } = await execa('sh', ['-c', `command -v ${name}`]);
    await symlink(stdout, join(tools, name));
  }
  vi.stubEnv('PATH', tools);
  onTestFinished(() => void vi.unstubAllEnvs());
  await onAnotherMachine([near]);
  expect((await readFile(join(near.folder, key))).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  expect((await onAnotherMachine([near])).from).toBe('the near remote');
});

test('a machine without tar does without remotes', async () => {
  await onAnotherMachine([near]);
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await onAnotherMachine([near])).from).toBe('made');
  expect(log.warnings).toEqual([
    expect.stringContaining('"tar" is not on this machine'),
    expect.stringContaining('cannot pack'),
  ]);
});
