import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namesOf } from '../../src/plan/test-names.ts';

test.each([
  [['/x/exit0'], ['exit0']],
  [
    ['/x/a/exit0', '/x/b/exit0', '/x/b/exit1'],
    ['a/exit0', 'b/exit0', 'exit1'],
  ],
  [
    ['/exit0', '/a/exit0', '/b/a/exit0'],
    ['/exit0', '/a/exit0', 'b/a/exit0'],
  ],
  [
    ['/x/y/t', '/z/y/t', '/y/u'],
    ['x/y/t', 'z/y/t', 'u'],
  ],
])('%j', (paths, names) => {
  expect([...paths].map((path) => namesOf(paths).get(path))).toEqual(names);
});

test('every path has a name of its own, which is its tail', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`);
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 20 }), (paths) => {
      const names = namesOf(paths);
      expect(new Set(names.values()).size).toBe(paths.length);
      for (const path of paths) expect(path.endsWith(names.get(path)!)).toBe(true);
    }),
  );
});
