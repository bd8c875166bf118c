import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readableAhead } from '../../src/guest/read-ahead.ts';
import type { Program } from '../../src/model/tests.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const program = (path: string, more: Partial<Program> = {}): Program => ({
  path,
  format: 'elf-static',
  libraries: [],
  siblings: [],
  ...more,
});

/** A folder that guests see, with a program in a folder of it. */
function project() {
  const top = ownFolder();
  mkdirSync(join(top, 'build'));
  const path = join(top, 'build/program');
  writeFileSync(path, 'program');
  return { top, path, shown: [{ path: top, place: top, hidden: [], isProject: true }] };
}

/** Of what was changed a moment ago, at a time in milliseconds from now. */
function aheadAfter<Result>(milliseconds: number, work: () => Result): Result {
  vi.useFakeTimers({ now: Date.now() + milliseconds, toFake: ['Date'] });
  try {
    return work();
  } finally {
    vi.useRealTimers();
  }
}

test('a program in a folder that guests see is read ahead, once nothing on its way has changed for a while', () => {
  const { top, path, shown } = project();
  const ahead = () => readableAhead(program(path), shown);
  expect(aheadAfter(1000, ahead)).toEqual([]);
  expect(aheadAfter(3000, ahead)).toEqual([path, join(top, 'build')]);
  writeFileSync(join(top, 'build/another'), '');
  expect(aheadAfter(1000, ahead)).toEqual([]);
});

test('nothing else is', () => {
  const { top, path, shown } = project();
  const elsewhere = project();
  const large = join(top, 'build/large');
  writeFileSync(large, '');
  truncateSync(large, (2 << 20) + 1);
  symlinkSync('program', join(top, 'build/link'));
  const paths = [top, join(top, 'build'), join(top, 'build/none'), join(top, 'build/link'), large, elsewhere.path];
  const found = aheadAfter(3000, () => [
    ...paths.map((one) => readableAhead(program(one), shown)),
    readableAhead(program(path, { inRootfs: true }), shown),
    readableAhead(undefined, shown),
    readableAhead(program(path), []),
  ]);
  expect(found.flat()).toEqual([]);
});
