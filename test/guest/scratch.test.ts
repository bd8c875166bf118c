import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeScratch, runsBelow } from '../../src/guest/scratch.ts';
import { soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.runIf(process.getuid?.() === 0)(
  'what this process may not remove ends no run, and goes all the same',
  async () => {
    const { folder, memory: room, remove } = makeScratch();
    const { folder: memory } = await room.take(1);
    onTestFinished(() => process.seteuid?.(0));
    process.seteuid?.(65534);
    remove();
    process.seteuid?.(0);
    expect(await soon(10, () => !existsSync(folder) && !existsSync(memory))).toBe(true);
  },
);

test('folders of runs are known wherever they lie below a folder, its own not yet made too', () => {
  const top = ownFolder();
  const place = join(top, 'real');
  mkdirSync(join(place, 'uml-run-other'), { recursive: true });
  mkdirSync(join(place, 'somebody'));
  symlinkSync('real', join(top, 'link'));
  vi.stubEnv('TMPDIR', join(top, 'link'));
  const scratch = makeScratch();
  onTestFinished(() => {
    scratch.remove();
    vi.unstubAllEnvs();
  });
  const own = basename(scratch.folder);
  const names = [own, `${own}-m`, 'uml-run-other'].sort();
  expect(runsBelow(place, scratch).sort()).toEqual(names);
  expect(runsBelow(top, scratch).sort()).toEqual(names.map((name) => `real/${name}`));
  expect(runsBelow('/', scratch)).toEqual(expect.arrayContaining(names.map((name) => `${place.slice(1)}/${name}`)));
  for (const elsewhere of [join(place, 'somebody'), join(place, 'uml-run-other'), '/usr'])
    expect(runsBelow(elsewhere, scratch), elsewhere).toEqual([]);
});
