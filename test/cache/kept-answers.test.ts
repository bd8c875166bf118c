import { chmod, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { cachedDigestOfFile, keptAnswer } from '../../src/cache/kept-answers.ts';
import { isText } from '../../src/cache/validate.ts';
import { digestOfFile } from '../../src/fs/digest.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = ownFolder();
});

/** Each run opens the cache again. */
const aRun = () => openContext({ folder: join(folder, 'cache'), log: hear() });

test('a file has another digest when its content changes, whatever its size and name', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'one');
  const one = await cachedDigestOfFile(file, await aRun());
  expect(one).toBe(await digestOfFile(file));
  await writeFile(join(folder, 'other'), 'two');
  await rename(join(folder, 'other'), file);
  expect(await cachedDigestOfFile(file, await aRun())).toBe(await digestOfFile(file));
});

test('a link has the digest of the file that it leads to now', async () => {
  const [link, next] = [join(folder, 'link'), join(folder, 'next')];
  for (const name of ['one', 'two']) await writeFile(join(folder, name), name);
  await symlink('one', link);
  expect(await cachedDigestOfFile(link, await aRun())).toBe(await digestOfFile(join(folder, 'one')));
  await symlink('two', next);
  await rename(next, link);
  expect(await cachedDigestOfFile(link, await aRun())).toBe(await digestOfFile(join(folder, 'two')));
  // The file behind a link that stays the same may change.
  await writeFile(join(folder, 'two'), 'three');
  expect(await cachedDigestOfFile(link, await aRun())).toBe(await digestOfFile(join(folder, 'two')));
});

test('a file that looks the same is asked once, one that was changed in any way is asked again', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'one');
  const ask = asking(file);
  for (const _ of [1, 2]) expect(await later(ask)).toBe('answer 1');
  const changes: (() => unknown)[] = [
    () => writeFile(file, 'two'),
    () => chmod(file, 0o700),
    () => writeFile(join(folder, 'new'), 'six').then(() => rename(join(folder, 'new'), file)),
    () => rm(file).then(() => writeFile(file, 'six')),
  ];
  for (const [index, change] of changes.entries()) {
    // The clock that stamps files ticks every few milliseconds; `later` is not later for it.
    await setTimeout(20);
    await change();
    for (const _ of [1, 2]) expect(await later(ask)).toBe(`answer ${index + 2}`);
  }
});

test('an answer about a file that has only just changed is not kept: its next change may not show', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'one');
  const ask = asking(file);
  expect([await ask(), await ask(), await later(ask), await later(ask)]).toEqual(
    ['1', '2', '3', '3'].map((number) => `answer ${number}`),
  );
});

test('an answer is not kept when the file changes while it is asked', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'one');
  const ask = asking(file, (asked) => writeFile(file, `two ${asked}`));
  expect([await later(ask), await later(ask)]).toEqual(['answer 1', 'answer 2']);
});

test('an answer that was damaged is asked for again, and a cache that cannot be written to does without', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'one');
  const ask = asking(file);
  await later(ask);
  await writeFile(join(folder, 'cache/memory/question.json'), '{"version":2,"stamp":');
  expect(await later(ask)).toBe('answer 2');
  await rm(join(folder, 'cache/memory'), { recursive: true });
  await writeFile(join(folder, 'cache/memory'), '');
  expect([await later(ask), await later(ask)]).toEqual(['answer 3', 'answer 4']);
});

/** Each call is a run that asks about the file; the answer says how often it was. */
function asking(file: string, meanwhile = async (_asked: number) => {}): () => Promise<string> {
  let asked = 0;
  return async () =>
    keptAnswer(await aRun(), 'question', [file], isText, async () => {
      await meanwhile(++asked);
      return `answer ${asked}`;
    });
}

/** When the file has not changed for a while. */
async function later<T>(work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}
