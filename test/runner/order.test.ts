import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EarlierRun, otherThanBefore, planAttempts } from '../../src/runner/order.ts';
import { kernelTest, noTimes } from '../support/kernel-test.ts';
import { guest, kernel } from '../support/sample-results.ts';

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

/** A run that started these tests in the guests of a kernel, and others on another. */
function earlier(guests: string[][], on = { name: 'k', spec: 'x' }): EarlierRun {
  const own = guests.map((tests, index) => ({ ...guest(on.name, index + 1), tests }));
  const others = [{ ...guest('other'), tests: ['c', 'b', 'a', 'z'] }];
  return { file: 'results.json', kernels: [kernel('other'), kernel(on.name, on)], guests: [...others, ...own] };
}

/** Names and rounds, for each list of attempts. */
function asIn(order: EarlierRun, names: string[], repeat = 1): string[][] {
  const lists = planAttempts(names.map(kernelTest), { order, times: noTimes, repeat });
  return lists.map((list) => list.map(({ of, round }) => `${of.test.name}${round}`));
}

test('as in an earlier run: each guest has the tests that it had, in that order', () => {
  expect(asIn(earlier([['c', 'a'], ['b']]), ['a', 'b', 'c'])).toEqual([['c1', 'a1'], ['b1']]);
});

test('tests that the earlier run did not have come last, as given, and those that are gone are left out', () => {
  expect(asIn(earlier([['b'], ['gone'], ['a', 'gone']]), ['d', 'a', 'b', 'c'])).toEqual([['b1'], ['a1'], ['d1', 'c1']]);
});

test('a kernel that has a new release since is known by its spec, and the same release comes first', () => {
  expect(asIn(earlier([['b', 'a']], { name: 'k-old', spec: 'x' }), ['a', 'b'])).toEqual([['b1', 'a1']]);
  expect(asIn(earlier([['b', 'a']], { name: 'k', spec: 'another' }), ['a', 'b'])).toEqual([['b1', 'a1']]);
  expect(asIn(earlier([['b', 'a']], { name: 'y', spec: 'y' }), ['a', 'b'])).toEqual([['a1', 'b1']]);
});

test('each start in the earlier run is a round; its retries are none, and rounds that it did not have come last', () => {
  expect(asIn(earlier([['a', 'b', 'a'], ['b']]), ['a', 'b'], 2)).toEqual([['a1', 'b1', 'a2'], ['b2']]);
  expect(asIn(earlier([['a', 'b', 'a'], ['b']]), ['a', 'b'])).toEqual([['a1', 'b1']]);
  expect(asIn(earlier([['b']]), ['a', 'b'], 2)).toEqual([['b1'], ['a1', 'a2', 'b2']]);
});

test('names that mean something to JavaScript are names like others', () => {
  const names = ['__proto__', 'constructor', 'toString'];
  expect(asIn(earlier([names.toReversed()]), names)).toEqual([names.toReversed().map((name) => `${name}1`)]);
});

test('each attempt is in one list, once, whatever the earlier run had', () => {
  const some = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'gone'), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 4 }), fc.integer({ min: 1, max: 3 }), (guests, repeat) => {
      const lists = asIn(earlier(guests), ['a', 'b', 'c', 'd'], repeat);
      const all = ['a', 'b', 'c', 'd'].flatMap((name) =>
        Array.from({ length: repeat }, (_, round) => name + (round + 1)),
      );
      expect(lists.flat().toSorted()).toEqual(all);
      for (const list of lists) expect(list).not.toEqual([]);
    }),
  );
});

test('what cannot be as before is said, for the kernels of this run', () => {
  const { test: a, kernel: k } = kernelTest('a');
  expect(otherThanBefore(earlier([['a']]), [a], [k])).toEqual([]);
  expect(otherThanBefore(earlier([['a', 'b', 'b', 'c', 'd', 'e', 'f', 'g']]), [a], [k])).toEqual([
    '"results.json" has tests that this run does not have: b, c, d, e, f and 1 more',
  ]);
  expect(otherThanBefore(earlier([]), [a], [k])).toEqual([
    '"results.json" has no test on k: the order there is the one given',
  ]);
});
