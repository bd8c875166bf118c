import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planAttempts } from '../../src/runner/order.ts';
import { kernelTest, noTimes } from '../support/kernel-test.ts';

/** Times by the names of tests. */
function timesOf(seconds: Record<string, number>) {
  return { expectedSeconds: ({ name }: { name: string }) => seconds[name] };
}

function longest(names: string[], seconds: Record<string, number>, repeat = 1): string[] {
  const [attempts = []] = planAttempts(names.map(kernelTest), { order: 'longest', times: timesOf(seconds), repeat });
  return attempts.map(({ of, round }) => `${of.test.name}${round}`);
}

test('longest first, and before them those whose time is unknown, as given', () => {
  expect(longest(['a', 'b', 'c', 'd', 'e'], { a: 1, c: 30, d: 2 })).toEqual(['b1', 'e1', 'c1', 'd1', 'a1']);
});

test('rounds stay rounds', () => {
  expect(longest(['a', 'b'], { a: 1, b: 2 }, 2)).toEqual(['b1', 'a1', 'b2', 'a2']);
});

test('what differs by noise stays as given', () => {
  expect(longest(['a', 'b', 'c'], { a: 0.003, b: 0.005, c: 0.004 })).toEqual(['a1', 'b1', 'c1']);
});

test('each test has its turn once a round, whatever is known of them, and never after one that is much shorter', () => {
  const given = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 });
  const times = fc.array(fc.option(fc.double({ min: 0, max: 1000, noNaN: true }), { nil: undefined }), {
    minLength: 20,
    maxLength: 20,
  });
  fc.assert(
    fc.property(given, times, (names, all) => {
      const known = new Map(names.map((name, index) => [name, all[index]]));
      const expectedSeconds = ({ name }: { name: string }) => known.get(name);
      const options = { order: 'longest', times: { expectedSeconds }, repeat: 1 } as const;
      const order = planAttempts(names.map(kernelTest), options)
        .flat()
        .map(({ of }) => of.test.name);
      expect(order.toSorted()).toEqual(names.toSorted());
      const seconds = order.map((name) => known.get(name) ?? Number.POSITIVE_INFINITY);
      for (const [index, one] of seconds.entries())
        for (const later of seconds.slice(index)) expect(later === one || later - one < 0.05).toBe(true);
    }),
  );
});

test('given is given, whatever is known of the tests', () => {
  const options = { order: 'given', times: timesOf({ b: 9 }), repeat: 2 } as const;
  const order = planAttempts(['a', 'b'].map(kernelTest), options).map((one) => one.map(({ of }) => of.test.name));
  expect(order).toEqual([['a', 'b', 'a', 'b']]);
});

test('no test is no work', () => {
  expect(planAttempts([], { order: 'longest', times: noTimes, repeat: 3 })).toEqual([]);
});
