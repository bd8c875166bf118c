import { statfsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { GuestMemory } from '../../src/guest/guest-memory.ts';
import { readMounts } from '../../src/host/mounts.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** Bytes that there is room for once, and not twice. */
function most(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor(bavail * bsize * 0.6);
}

function memoryIn(...folders: string[]) {
  const warnings: string[] = [];
  return { memory: new GuestMemory(folders, 'run-m', readMounts(), (text) => warnings.push(text)), warnings };
}

test('a guest without room waits for one to end, and that is told once', async () => {
  const folder = ownFolder();
  const { memory, warnings } = memoryIn(folder);
  const first = await memory.take(most(folder));
  expect([dirname(first.folder), basename(first.folder)]).toEqual([folder, 'run-m']);
  const ended: string[] = [];
  const others = ['second', 'third'].map(async (name) => {
    const place = await memory.take(most(folder));
    ended.push(name);
    place.giveBack();
  });
  await Promise.resolve();
  expect(ended).toEqual([]);
  first.giveBack();
  await Promise.all(others);
  expect(ended).toEqual(['second', 'third']);
  expect(warnings).toEqual([
    expect.stringMatching(
      /^fewer guests run at once than --jobs allows: no room for the \d+ MB of a guest \(.* MB free\); /,
    ),
  ]);
});

test('folders of one file system do not have its room twice', async () => {
  const [one, other] = [ownFolder(), ownFolder()];
  const { memory } = memoryIn(one, other);
  await memory.take(most(one));
  expect(() => memory.requireRoom(most(other))).toThrow(/no room for the .*--memory$/);
});

test('with no guest to wait for it is an error, and so is an end of the run', async () => {
  const folder = ownFolder();
  const { memory } = memoryIn(folder);
  await expect(memory.take(most(folder) * 2)).rejects.toMatchObject({ code: 'memory-lacking', exitCode: 3 });
  await memory.take(most(folder));
  const run = new AbortController();
  const waiting = memory.take(most(folder), run.signal);
  run.abort(new Error('ended'));
  await expect(waiting).rejects.toThrow('ended');
});
