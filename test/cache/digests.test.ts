import { expect, test } from 'vitest';
import { keyOf } from '../../src/cache/digests.ts';

test('keys tell parts from each other by where they end', () => {
  expect(keyOf('a', 'b')).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set([keyOf('a', 'b'), keyOf('ab'), keyOf('ab', ''), keyOf('b', 'a')]).size).toBe(4);
});
