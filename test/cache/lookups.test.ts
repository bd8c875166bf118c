import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { cachedLookup, type LookupOptions } from '../../src/cache/lookups.ts';
import { saved } from '../../src/cache/remotes/remotes.ts';
import { isNumber } from '../../src/cache/validate.ts';
import { UmlRunError } from '../../src/model/errors.ts';
import { type FolderRemote, folderRemote } from '../support/folder-remote.ts';
import { type Heard, hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

type Wishes = Omit<LookupOptions<number>, 'isValid'>;

let folder: string;
let log: Heard;
let finds: number;

beforeEach(async () => {
  folder = ownFolder();
  log = hear();
  finds = 0;
});

const find = async () => ++finds;
const fail = async () => Promise.reject(new UmlRunError('archive-unavailable', 'the remote is down'));

/** Each run opens the cache again. */
async function inARun(how: () => Promise<number>, options: Wishes = {}): Promise<number> {
  return cachedLookup(await openContext({ folder, log }), 'thing', { isValid: isNumber, ...options }, how);
}

async function growOld(hours: number): Promise<void> {
  const file = join(folder, 'memory/thing.json');
  const memory = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...memory, time: memory.time - hours * 3_600_000 }));
}

test('what was found out is good for 24 hours', async () => {
  expect([await inARun(find), await inARun(find)]).toEqual([1, 1]);
  await growOld(23.9);
  expect(await inARun(find)).toBe(1);
  await growOld(0.2);
  expect([await inARun(find), await inARun(find)]).toEqual([2, 2]);
});

test('what is doubtful is good for as long as it says', async () => {
  await inARun(find, { hours: () => 1 });
  await growOld(1.1);
  expect(await inARun(find)).toBe(2);
});

test('it is looked up again on request', async () => {
  await inARun(find);
  expect(await inARun(find, { refresh: true })).toBe(2);
});

test('it is found out once in a run, and once by all who ask at once', async () => {
  const context = await openContext({ folder, log });
  const options = [{}, { refresh: true }, {}, { refresh: true }];
  const all = await Promise.all(
    options.map((options) => cachedLookup(context, 'thing', { isValid: isNumber, ...options }, find)),
  );
  expect(new Set(all).size).toBe(1);
  expect(finds).toBe(1);
  const others = await Promise.all([1, 2, 3].map(() => inARun(find)));
  expect(others).toEqual([1, 1, 1]);
});

test('when it cannot be found out, the memory is used with a warning', async () => {
  await inARun(find);
  await growOld(1000);
  expect(await inARun(fail)).toBe(1);
  expect(log.warnings).toEqual([expect.stringMatching(/^the remote is down; using the answer from 20.* UTC$/)]);
  expect(await inARun(fail, { refresh: true })).toBe(1);
  expect(await inARun(find)).toBe(2);
});

test('offline, nobody is asked: the memory is used, however old', async () => {
  const offline = (options: Wishes = {}) =>
    openContext({ folder, log, offline: true }).then((context) =>
      cachedLookup(context, 'thing', { isValid: isNumber, ...options }, find),
    );
  await expect(offline()).rejects.toMatchObject({
    code: 'not-in-cache',
    message: expect.stringContaining('--offline'),
  });
  expect(finds).toBe(0);
  await inARun(find);
  await growOld(10_000);
  expect([await offline(), await offline({ refresh: true })]).toEqual([1, 1]);
  expect(await offline({ local: true })).toBe(2);
  expect(log.warnings).toEqual([]);
});

test('in a cache that cannot be written to, the memory is used, however old', async () => {
  await inARun(find);
  await growOld(1000);
  // What is there already is no folder: nothing can be made in it.
  await rm(join(folder, 'locks'), { recursive: true });
  await writeFile(join(folder, 'locks'), '');
  expect(await inARun(find)).toBe(1);
  expect(log.warnings).toEqual([]);
  const unwritable = { code: 'cache-unusable', message: expect.stringContaining(folder) };
  await expect(inARun(find, { refresh: true })).rejects.toMatchObject(unwritable);
  await rm(join(folder, 'memory'), { recursive: true });
  await expect(inARun(find)).rejects.toMatchObject(unwritable);
  expect(finds).toBe(1);
});

test('without a memory, that it cannot be found out is the error', async () => {
  await expect(inARun(fail)).rejects.toThrow('the remote is down');
  expect(await readdir(folder)).not.toContain('memory');
});

test('an error of the user is never replaced by the memory', async () => {
  await inARun(find);
  const usage = async () => Promise.reject(new UmlRunError('option-invalid', 'no such thing'));
  await expect(inARun(usage, { refresh: true })).rejects.toThrow('no such thing');
});

test.each([
  '{"version":1,"val',
  'null',
  '[]',
  '{"version":2,"value":9,"time":9e15,"hours":9e15}',
  '{"version":1,"value":"nine","time":1,"hours":9e15}',
  '{"version":1,"value":9,"time":"today","hours":9e15}',
  '{"version":1,"value":9,"time":1}',
])('a damaged memory is none: %s', async (text) => {
  await inARun(find);
  await writeFile(join(folder, 'memory/thing.json'), text);
  expect(await inARun(find)).toBe(2);
});

describe('shared through a remote', () => {
  let remote: FolderRemote;
  beforeEach(() => {
    remote = folderRemote('the remote', join(folder, 'remote'));
  });

  /** A machine that is new, but for the remote. */
  async function onAMachine(name: string, how: () => Promise<number>, options: Wishes = {}): Promise<number> {
    const context = await openContext({ folder: join(folder, name), remotes: [remote], log });
    const found = await cachedLookup(context, 'thing', { isValid: isNumber, share: true, ...options }, how);
    await saved(context);
    return found;
  }

  test('what one machine found out today, another need not', async () => {
    expect(await onAMachine('one', find)).toBe(1);
    expect(await onAMachine('two', fail)).toBe(1);
    expect(await readdir(join(folder, 'two/memory'))).toEqual(['thing.json']);
    expect(log.warnings).toEqual([]);
  });

  test('but it does when that is wanted, or what is there is damaged or old', async () => {
    await onAMachine('one', find);
    expect(await onAMachine('two', find, { refresh: true })).toBe(2);
    const [name] = await readdir(remote.folder);
    await writeFile(join(remote.folder, name!), '{"version":1,');
    expect(await onAMachine('three', find)).toBe(3);
    await writeFile(join(remote.folder, name!), '{"version":1,"value":9,"time":1,"hours":24}');
    expect(await onAMachine('four', find)).toBe(4);
  });

  test('a remote that is down costs a warning', async () => {
    remote.restore = () => Promise.reject(new Error('down'));
    expect(await onAMachine('one', find)).toBe(1);
    expect(log.warnings).toEqual([expect.stringContaining('the remote could not restore uml-run-1-memory-thing-')]);
  });
});
