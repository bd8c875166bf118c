import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareNatural } from '../../src/text/natural-order.ts';

test.each([
  [
    ['t10', 't9', 't1'],
    ['t1', 't9', 't10'],
  ],
  [
    ['b', 'B', 'a', 'A'],
    ['A', 'B', 'a', 'b'],
  ],
  [
    ['1.10.0', '1.9.9', '1.9'],
    ['1.9', '1.9.9', '1.10.0'],
  ],
  [
    ['x01', 'x1', 'x001', 'x2'],
    ['x001', 'x01', 'x1', 'x2'],
  ],
  [
    ['a', 'a1', '1', ''],
    ['', '1', 'a', 'a1'],
  ],
  [
    ['v99999999999999999999', 'v100000000000000000000'],
    ['v99999999999999999999', 'v100000000000000000000'],
  ],
])('%j', (names, sorted) => {
  expect([...names].sort(compareNatural)).toEqual(sorted);
});

test('it is an order: one of two is always first, and the first of three is before the third', () => {
  const name = fc.stringMatching(/^[a-b01-]{0,5}$/);
  fc.assert(
    fc.property(name, name, name, (one, two, three) => {
      expect(Math.sign(compareNatural(one, two))).toBe(-Math.sign(compareNatural(two, one)) + 0);
      expect(compareNatural(one, two) === 0).toBe(one === two);
      if (compareNatural(one, two) < 0 && compareNatural(two, three) < 0)
        expect(compareNatural(one, three)).toBeLessThan(0);
    }),
    { numRuns: 2000 },
  );
});
