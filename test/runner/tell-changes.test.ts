import { expect, test } from 'vitest';
import { changesInWords } from '../../src/runner/tell-changes.ts';

const atTop = { folder: '/p', start: '/p' };

const lost = (count: number, ...paths: string[]) => ({
  lost: { count, paths: paths.map((path) => Buffer.from(path)) },
  problems: [] as string[],
});

test('nothing is said of what is not lost', () => {
  expect(changesInWords(lost(0), atTop, true, false)).toEqual([]);
});

test('what is lost is counted and named, on one line', () => {
  expect(changesInWords(lost(1, 'a.o'), atTop, false, false)).toEqual([
    '1 file that it changed in "/p" is lost with the guest\'s memory: a.o; --writable . keeps them',
  ]);
  const [below] = changesInWords(lost(1, 'b/a'), { folder: '/p', start: '/p/b/c' }, false, false);
  expect(below).toMatch(/; --writable \.\.\/\.\. keeps them$/);
  const [line] = changesInWords(lost(12, 'a\nb', '\x1b[31mred', 'x'.repeat(4000)), atTop, false, false);
  expect(line).toMatch(/^12 files that it changed in "\/p" are lost with the guest's memory: a\\nb, /);
  expect(line).toMatch(/, 9 more; --writable \. keeps them$/);
  expect(line).not.toMatch(/\p{Cc}/u);
  expect(line?.length).toBeLessThan(400);
});

test('quiet says only what was to be brought back, and was not', () => {
  const changes = { ...lost(3, 'a'), problems: ['"b" could not be brought back (EACCES)'] };
  expect(changesInWords(changes, atTop, true, true)).toEqual(['in "/p": "b" could not be brought back (EACCES)']);
});

test('a list that is not whole is told where changes were to be brought back', () => {
  const changes = { failure: 'the guest ended before all was written' };
  expect(changesInWords(changes, atTop, true, true)).toEqual([
    'what it changed in "/p" was not brought back: the guest ended before all was written',
  ]);
  expect(changesInWords(changes, atTop, false, false)).toEqual([]);
});
