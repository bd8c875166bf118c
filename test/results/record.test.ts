import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GuestResult, TestResult } from '../../src/model/results.ts';
import type { RunEvent } from '../../src/model/run-events.ts';
import { RunRecord } from '../../src/results/record.ts';
import { guest, kernel, peer, testResult as result } from '../support/sample-results.ts';

const kernels = ['6.1', '7.2'].map((name) => ({ ...kernel(name), bootSeconds: null }));
const unrun = kernels.flatMap(({ name }) =>
  ['a', 'b'].map((test) => ({
    ...result(test, name, 'errored', 'not-started'),
    attempts: 0,
    notRun: true as const,
    message: 'the run ended before its turn',
  })),
);
const started: RunEvent = { type: 'run-started', kernels, tests: unrun, rounds: 1 };
const passed: RunEvent = { type: 'test-ended', result: result('a', '7.2', 'passed', 'exit'), final: true };

/** A guest is started: by its number, which its name ends with. */
function begins(one: GuestResult): RunEvent {
  return { type: 'guest-started', guest: one, number: Number(one.id.split('-').at(-1)), isExpected: true };
}

function fold(events: RunEvent[]): RunRecord {
  const record = new RunRecord();
  for (const event of events) record.apply(event);
  return record;
}

test('every test is there from the start, as errored', () => {
  expect(fold([started]).results()).toEqual({
    version: 1,
    kernels,
    guests: [],
    tests: unrun,
    totals: { passed: 0, failed: 0, skipped: 0, errored: 4, notRun: 4 },
    interrupted: true,
  });
});

test('an end takes the place of what was known, on its kernel alone', () => {
  const { tests, totals } = fold([started, passed]).results();
  expect(tests.map(({ kernel, name, verdict }) => `${kernel} ${name} ${verdict}`)).toEqual([
    '6.1 a errored',
    '6.1 b errored',
    '7.2 a passed',
    '7.2 b errored',
  ]);
  expect(totals).toEqual({ passed: 1, failed: 0, skipped: 0, errored: 3, notRun: 3 });
});

test('a kernel boots in the median of its guests', () => {
  const booted = (seconds: number): RunEvent => ({ type: 'kernel-booted', kernel: '6.1', guest: 1, seconds });
  const events = [started, booted(0.3), booted(0.1), booted(0.2)];
  expect(
    fold(events)
      .results()
      .kernels.map(({ bootSeconds }) => bootSeconds),
  ).toEqual([0.2, null]);
});

test('guests are told in the order in which they were started', () => {
  const guests = [guest('6.1'), guest('7.2'), guest('6.1', 2, 'a')];
  const events = guests.map((one) => begins(one));
  expect(fold([started, ...events]).results().guests).toEqual(guests);
});

test('a guest has its tests, each time that one was started in it, whatever its number', () => {
  // The second one was booted ahead, and has its turn after the third; a fourth never had one.
  const guests = [guest('6.1'), guest('7.2'), guest('6.1', 3), guest('6.1', 2, 'a'), guest('6.1', 5)];
  const start = (kernel: string, number: number, test: string): RunEvent => {
    return { type: 'test-started', kernel, test, guest: number };
  };
  const events = [start('6.1', 1, 'b'), start('7.2', 1, 'a'), start('6.1', 1, 'a'), start('6.1', 2, 'b')];
  const more = [start('6.1', 2, 'b'), start('6.1', 2, 'unknown'), start('6.1', 5, 'a')];
  const found = fold([started, ...guests.map((one) => begins(one)), ...events, ...more]).results();
  expect(found.guests.map(({ id, tests }) => [id, tests])).toEqual([
    ['6.1-1', ['b', 'a']],
    ['7.2-1', ['a']],
    ['6.1-3', []],
    ['6.1-2', ['b', 'b']],
    ['6.1-5', ['a']],
  ]);
});

test('what is told of tests does not depend on the order in which they run', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const ends = kernels.flatMap(({ name: on }) =>
    names.map((name) => result(name, on, name === 'b' ? 'failed' : 'passed', 'exit')),
  );
  const begun: RunEvent = {
    type: 'run-started',
    kernels,
    tests: ends.map((end) => ({ ...end, notRun: true })),
    rounds: 1,
  };
  const runIn = (order: TestResult[]) =>
    fold([
      begun,
      ...order.flatMap((end): RunEvent[] => [
        { type: 'test-started', kernel: end.kernel, test: end.name, guest: 1 },
        { type: 'test-ended', result: end, final: true },
      ]),
    ]).results();
  fc.assert(
    fc.property(fc.shuffledSubarray(ends, { minLength: ends.length }), (order) => {
      expect(runIn(order)).toEqual(runIn(ends));
    }),
  );
});

test('results that were handed on stay as they were, and so do events', () => {
  const record = fold([started]);
  record.apply(begins(guest('6.1')));
  const results = record.results();
  const copies = structuredClone([results, started, passed]);
  record.apply(begins(guest('7.2')));
  record.apply({ type: 'test-started', kernel: '6.1', test: 'a', guest: 1 });
  record.apply(passed);
  record.apply({ type: 'kernel-booted', kernel: '6.1', guest: 1, seconds: 1 });
  record.apply({ type: 'run-ended', interrupted: true });
  expect([results, started, passed]).toEqual(copies);
});

test('what is not of this run, or tells of no result, changes nothing', () => {
  const record = fold([started]);
  const before = record.results();
  const stranger: RunEvent = { type: 'test-ended', result: result('z', '7.2', 'passed', 'exit'), final: true };
  for (const event of [stranger, { type: 'warning', text: 'w' } as const]) {
    record.apply(event);
    expect(record.results()).toEqual(before);
  }
});

test('a run is whole when it has come to its end by itself, and not before', () => {
  const ends = [false, true].map((interrupted): RunEvent => ({ type: 'run-ended', interrupted }));
  expect(ends.map((end) => fold([started, passed, end]).results().interrupted)).toEqual([false, true]);
  expect(fold([started, passed]).results().interrupted).toBe(true);
});

test('a test without a result says whether it ran, and whether the run was interrupted', () => {
  const starts = ['a', 'b'].map((test): RunEvent => ({ type: 'test-started', kernel: '7.2', test, guest: 1 }));
  const messages = (...more: RunEvent[]) =>
    fold([started, ...starts, passed, ...more])
      .results()
      .tests.map(({ message }) => message);
  const ended = ['the run ended before its turn', 'the run ended before its turn', 'exited with 0'];
  expect(messages()).toEqual([...ended, 'the run ended while it ran']);
  expect(messages({ type: 'run-ended', interrupted: false })).toEqual([...ended, 'the run ended while it ran']);
  expect(messages({ type: 'run-ended', interrupted: true })).toEqual([
    'the run was interrupted before its turn',
    'the run was interrupted before its turn',
    'exited with 0',
    'the run was interrupted while it ran',
  ]);
  const problem = 'the guest "a" is not ready';
  expect(messages({ type: 'run-ended', interrupted: true, problem })).toEqual([
    `the run ended before its turn: ${problem}`,
    `the run ended before its turn: ${problem}`,
    'exited with 0',
    `the run ended while it ran: ${problem}`,
  ]);
});

test('an event costs the same however many there were, with a guest for each test, too', () => {
  const [count, on] = [8000, '6.1'];
  const tests = Array.from({ length: count }, (_, index) => result(`t${index}`, on, 'passed', 'exit'));
  const record = fold([
    { type: 'run-started', kernels, tests: tests.map((one) => ({ ...one, notRun: true })), rounds: 1 },
  ]);
  const events = tests.flatMap((one, index): RunEvent[] => [
    begins(guest(on, index + 1)),
    { type: 'kernel-booted', kernel: on, guest: index + 1, seconds: 0.1 },
    { type: 'test-started', kernel: on, test: one.name, guest: index + 1 },
    { type: 'test-ended', result: one, final: true },
  ]);
  const copied = elementsCopied(() => {
    for (let index = 0; index < events.length; index++) record.apply(events[index] as RunEvent);
  });
  expect(copied).toBeLessThan(10 * events.length);
  expect(record.results().totals).toMatchObject({ passed: count, notRun: 0 });
});

/** How many elements of arrays it copies, by the ways that there are in JavaScript. */
function elementsCopied(work: () => void): number {
  let count = 0;
  const names = ['with', 'slice', 'concat', 'map', 'filter', 'toSpliced', Symbol.iterator] as const;
  const array = Array.prototype as unknown as Record<PropertyKey, (...words: unknown[]) => unknown>;
  const originals = names.map((name) => [name, array[name] as (...words: unknown[]) => unknown] as const);
  for (const [name, original] of originals) {
    array[name] = function (this: unknown[], ...words) {
      count += this.length;
      return original.apply(this, words);
    };
  }
  try {
    work();
  } finally {
    for (let index = 0; index < originals.length; index++) {
      const [name, original] = originals[index] as (typeof originals)[number];
      array[name] = original;
    }
  }
  return count;
}

test('guests of a kernel run tests side by side; one that ends takes its own turn along, and no other', () => {
  const start = (kernel: string, test: string, guest: number): RunEvent => ({
    type: 'test-started',
    kernel,
    test,
    guest,
  });
  const ended = (kernel: string, guest: number): RunEvent => ({ type: 'guest-ended', kernel, guest, why: 'it died' });
  const starts = [start('6.1', 'a', 1), start('6.1', 'b', 2), start('7.2', 'a', 1), start('7.2', 'b', 2)];
  const ran = (...more: RunEvent[]) =>
    fold([started, ...starts, ...more])
      .results()
      .tests.map(({ message }) => message.endsWith('while it ran'));
  expect(ran()).toEqual([true, true, true, true]);
  expect(ran(ended('6.1', 1))).toEqual([false, true, true, true]);
  expect(ran(passed, ended('7.2', 2), ended('6.1', 2))).toEqual([true, false, false, false]);
  expect(ran(ended('6.1', 1), start('6.1', 'a', 3))).toEqual([true, true, true, true]);
});

test('tells where the root file system comes from, where the run says so', () => {
  const rootfs = { spec: 'minimal', source: 'busybox 1 from the store "x"' };
  expect(fold([{ ...started, rootfs }]).results().rootfs).toEqual(rootfs);
  expect(fold([started]).results()).not.toHaveProperty('rootfs');
});

test('tells of the guests beside the tests what is known last, in the order of the run', () => {
  const [a, b] = [peer('a', { end: 'not-ready' }), peer('b', { end: 'not-ready' })];
  const ended = peer('a', { end: 'exit', exitCode: 7 });
  const events: RunEvent[] = [
    { ...started, peers: [a, b] },
    { type: 'peer-changed', peer: peer('a') },
    { type: 'peer-changed', peer: ended },
  ];
  const record = fold(events.slice(0, 1));
  const before = record.results();
  for (const event of events.slice(1)) record.apply(event);
  expect(before.peers).toEqual([a, b]);
  expect(record.results().peers).toEqual([ended, b]);
});
