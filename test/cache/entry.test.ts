import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Context, openContext } from '../../src/cache/context.ts';
import { entry, folderForGuests } from '../../src/cache/entry.ts';
import { LaterChecks } from '../../src/cache/later-checks.ts';
import { digestOfFile } from '../../src/fs/digest.ts';
import { command } from '../support/command.ts';
import { type Heard, hear } from '../support/log.ts';
import { onSmallDisk } from '../support/small-disk.ts';
import { ownFolder } from '../support/temporary-folder.ts';

let folder: string;
let context: Context;
let log: Heard;

const make = vi.fn(async (tree: string, _scratch: string) => {
  await mkdir(join(tree, 'sub/empty'), { recursive: true });
  await writeFile(join(tree, 'sub/file'), 'content');
  await symlink('sub/file', join(tree, 'link'));
});

beforeEach(async () => {
  vi.clearAllMocks();
  log = hear();
  folder = join(ownFolder(), 'cache');
  context = await openContext({ folder, log });
});

/** What lies in the cache besides entries: nothing may be left of work that has ended. */
const left = async () => readdir(join(folder, 'making')).catch(() => []);

test('is made once, and then found', async () => {
  const made = await entry(context, 'things', 'a-1', make);
  expect(made).toMatchObject({ folder: join(folder, 'things/a-1'), from: 'made' });
  expect(made.sha256('sub/file')).toBe(await digestOfFile(join(made.folder, 'sub/file')));
  const found = await entry(context, 'things', 'a-1', make);
  expect(found.from).toBe('local');
  expect(found.sha256('sub/file')).toBe(made.sha256('sub/file'));
  expect(make).toHaveBeenCalledTimes(1);
  expect(context.cache.used.map(({ from }) => from)).toEqual(['made', 'local']);
  expect(await left()).toEqual([]);
});

test('is made once for all who ask at the same time', async () => {
  const all = await Promise.all([1, 2, 3, 4].map(() => entry(context, 'things', 'a', make)));
  expect(all.map(({ from }) => from).sort()).toEqual(['local', 'local', 'local', 'made']);
  expect(make).toHaveBeenCalledTimes(1);
});

test('is not there when making it failed, and is made again', async () => {
  const fail = async (tree: string) => {
    await writeFile(join(tree, 'half'), '');
    throw new Error('no luck');
  };
  await expect(entry(context, 'things', 'a', fail)).rejects.toThrow('no luck');
  expect(await left()).toEqual([]);
  expect((await entry(context, 'things', 'a', make)).from).toBe('made');
});

test('needs no program of this machine to be made once, or to be waited for', async () => {
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  const slow = () => vi.waitFor(() => expect(log.progresses).toHaveLength(1));
  const all = await Promise.all([1, 2].map(() => entry(context, 'kernels', 'user-mode-linux_7.2um1_amd64', slow)));
  expect(all.map(({ from }) => from).sort()).toEqual(['local', 'made']);
  expect(log.progresses).toEqual(['waiting: another process is preparing the kernel']);
});

test('leaves nothing behind when it is aborted', async () => {
  const controller = new AbortController();
  const slow = async () => {
    controller.abort(new Error('enough'));
    throw new Error('a tool was ended');
  };
  await expect(entry({ ...context, signal: controller.signal }, 'things', 'a', slow)).rejects.toThrow('enough');
  await expect(entry({ ...context, signal: controller.signal }, 'things', 'a', make)).rejects.toThrow('enough');
  expect(await left()).toEqual([]);
  expect(make).not.toHaveBeenCalled();
});

test('waits for a lock no longer than its signal says', async () => {
  let finish = () => {};
  const slow = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const first = entry(context, 'things', 'a', slow);
  await vi.waitFor(() => expect(slow).toHaveBeenCalled());
  const controller = new AbortController();
  const second = entry({ ...context, signal: controller.signal }, 'things', 'a', make);
  await vi.waitFor(() => expect(log.progresses).toHaveLength(1));
  controller.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  // The moment when the file of the lock is being opened.
  const other = new AbortController();
  const progress = () => queueMicrotask(() => other.abort(new Error('at once')));
  const third = entry({ ...context, signal: other.signal, log: { ...log, progress } }, 'things', 'a', make);
  await expect(third).rejects.toThrow('at once');
  finish();
  expect((await first).from).toBe('made');
});

test('whose content was changed is thrown away with a warning, and made again', async () => {
  const { folder: place } = await entry(context, 'things', 'a', make);
  await writeFile(join(place, 'sub/file'), 'CONTENT');
  expect((await entry(context, 'things', 'a', make)).from).toBe('made');
  expect(log.warnings).toEqual([expect.stringContaining('"sub/file" of the cached things/a was changed')]);
  expect(await readFile(join(place, 'sub/file'), 'utf8')).toBe('content');
});

test.each([
  ['a file was removed', (place: string) => rm(join(place, 'sub/file'))],
  ['a file grew', (place: string) => appendFile(join(place, 'sub/file'), 'more')],
  [
    'a link points elsewhere',
    async (place: string) => {
      await rm(join(place, 'link'));
      await symlink('sub/elif', join(place, 'link'));
    },
  ],
])('is made again when %s', async (_, damage) => {
  const { folder: place } = await entry(context, 'things', 'a', make);
  await damage(place);
  expect((await entry(context, 'things', 'a', make)).from).toBe('made');
  expect(log.warnings).toHaveLength(1);
  expect((await entry(context, 'things', 'a', make)).from).toBe('local');
});

test.each([
  'nothing',
  '{"version":1,"place":"/","files":[]}',
  '{"version":1,"place":"/","files":{"sub/file":[7,"now","x"]}}',
])('is made again when its fingerprints are damaged: %s', async (text) => {
  const { folder: place } = await entry(context, 'things', 'a', make);
  await writeFile(join(place, '.local.json'), text);
  expect((await entry(context, 'things', 'a', make)).from).toBe('made');
  expect((await entry(context, 'things', 'a', make)).from).toBe('local');
});

test('of which only the times changed is read again, and kept', async () => {
  const { folder: place, sha256 } = await entry(context, 'things', 'a', make);
  await utimes(join(place, 'sub/file'), 1, 1);
  const found = await entry(context, 'things', 'a', make);
  expect(found.from).toBe('local');
  expect(found.sha256('sub/file')).toBe(sha256('sub/file'));
  expect(log.warnings).toEqual([]);
});

test('is fitted to its place, and again when the whole cache was moved', async () => {
  const recipe = {
    make: (tree: string) => writeFile(join(tree, 'place'), ' '.repeat(200)),
    relocate: vi.fn(async (tree: string, place: string) => {
      await writeFile(join(tree, 'place'), place.padEnd(200));
      return ['place'];
    }),
  };
  const text = async (folder: string) => (await readFile(join(folder, 'place'), 'utf8')).trim();
  const made = await entry(context, 'things', 'a', recipe);
  expect(await text(made.folder)).toBe(made.folder);
  expect(made.sha256('place')).toBe(await digestOfFile(join(made.folder, 'place')));

  await rename(folder, `${folder}-moved`);
  context = await openContext({ folder: `${folder}-moved`, log });
  const moved = await entry(context, 'things', 'a', recipe);
  expect(moved).toMatchObject({ folder: `${folder}-moved/things/a`, from: 'local' });
  expect(await text(moved.folder)).toBe(moved.folder);
  expect(moved.sha256('place')).toBe(await digestOfFile(join(moved.folder, 'place')));
  await entry(context, 'things', 'a', recipe);
  expect(recipe.relocate).toHaveBeenCalledTimes(2);
});

test('has a key that is a file name', async () => {
  await expect(entry(context, 'things', '../a', make)).rejects.toThrow('not a key');
  await expect(entry(context, 'things', '', make)).rejects.toThrow('not a key');
});

const script = join(import.meta.dirname, 'entry-process.ts');
const processThatMakes = (key: string, seconds: number, starts: string) =>
  execa(process.execPath, [script, folder, key, String(seconds), starts], { reject: false });

test('is made by one of several processes', async () => {
  const starts = join(ownFolder(), 'log');
  const ended = await Promise.all([1, 2, 3].map(() => processThatMakes('a', 0.3, starts)));
  expect(ended.map(({ stdout }) => stdout.split('\n').at(-1)).sort()).toEqual(['local', 'local', 'made']);
  expect((await readFile(starts, 'utf8')).split('\n')).toHaveLength(2);
});

test('of a process that was killed is never taken for ready; whoever waits makes it', async () => {
  const starts = join(ownFolder(), 'log');
  const [owner, other] = [processThatMakes('a', 60, starts), processThatMakes('b', 60, starts)];
  await Promise.all([once(owner.stdout!, 'data'), once(other.stdout!, 'data')]);
  const waiting = entry(context, 'things', 'a', make);
  await vi.waitFor(() => expect(log.progresses).toHaveLength(1));
  expect((await left()).sort()).toEqual(['things~a', 'things~b']);
  owner.kill('SIGKILL');
  other.kill('SIGKILL');
  await Promise.all([owner, other]);
  expect(await waiting).toMatchObject({ from: 'made' });
  expect(await readdir(join(folder, 'things/a'))).not.toContain('first');

  // What the other left goes when something else is made.
  let tries = 0;
  await vi.waitFor(async () => {
    await entry(context, 'things', `c${tries++}`, make);
    expect(await left()).toEqual([]);
  });
  expect(await readdir(join(folder, 'things'))).not.toContain('b');
});

test('what is left of it goes when somebody looks at the kernels, and not what is being made', async () => {
  const starts = join(ownFolder(), 'log');
  const [killed, living] = [processThatMakes('a', 60, starts), processThatMakes('b', 60, starts)];
  onTestFinished(() => void living.kill('SIGKILL'));
  await Promise.all([once(killed.stdout!, 'data'), once(living.stdout!, 'data')]);
  killed.kill('SIGKILL');
  await killed;
  await vi.waitFor(async () => {
    await execa(command[0], [command[1], 'kernel', 'list', '--cache', folder]);
    expect(await left()).toEqual(['things~b']);
  });
});

/** Runs a script with a folder that is a disk of 1 MB. */
async function withDisk(script: string): Promise<string[]> {
  const path = join(import.meta.dirname, script);
  return (await onSmallDisk('size=1m', `"$node" "${path}" "$disk"; ls "$disk/making"`)).stdout;
}

test('that finds no room on the disk says so, and leaves nothing', async () => {
  const said = await withDisk('full-disk.ts');
  const noRoom = expect.stringMatching(/^UmlRunError machine no room left on the disk/);
  expect(said).toEqual([noRoom, noRoom]);
});

test('that is ready needs no disk that can be written to, and another says what it needs', async () => {
  const said = await withDisk('read-only-disk.ts');
  const cannot = expect.stringMatching(/^UmlRunError machine cannot (write|lock) .*[Rr]ead-only/);
  expect(said).toEqual(['local', cannot]);
});

test('for guests is looked at later where that was asked for, and made again then', async () => {
  const later = new LaterChecks();
  const patient = { ...context, later };
  const place = await folderForGuests(patient, 'things', 'a', make);
  expect(await later.areAllWhole()).toBe(true);
  expect(await folderForGuests(patient, 'things', 'a', make)).toBe(place);
  expect(await later.areAllWhole()).toBe(true);

  await appendFile(join(place, 'sub/file'), ', changed');
  expect(await folderForGuests(patient, 'things', 'a', make)).toBe(place);
  expect(make).toHaveBeenCalledTimes(1);
  expect(await later.areAllWhole()).toBe(false);
  expect(await folderForGuests(context, 'things', 'a', make)).toBe(place);
  expect(make).toHaveBeenCalledTimes(2);
  expect(await readFile(join(place, 'sub/file'), 'utf8')).toBe('content');
  expect(context.cache.used.map(({ from }) => from)).toEqual(['made', 'local', 'local', 'made']);
});
