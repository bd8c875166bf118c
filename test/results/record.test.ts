import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestResult } from '../../src/model/results.ts';
import type { RunEvent } from '../../src/model/run-events.ts';
import { applyEvent, emptyRecord, resultsOf } from '../../src/results/record.ts';
import { guest, kernel, testResult as result } from '../support/sample-results.ts';

const kernels = ['6.1', '7.2'].map((name) => ({ ...kernel(name), bootSeconds: null }));
const unrun = kernels.flatMap(({ name }) =>
  ['a', 'b'].map((test) => ({
    ...result(test, name, 'errored', 'not-started'),
    attempts: 0,
    notRun: true as const,
    message: 'the run ended before its turn',
  })),
);
const started: RunEvent = { type: 'run-started', kernels, tests: unrun };
const passed: RunEvent = { type: 'test-ended', result: result('a', '7.2', 'passed', 'exit'), final: true };

const fold = (events: RunEvent[]) => events.reduce(applyEvent, emptyRecord);

test('every test is there from the start, as errored', () => {
  expect(resultsOf(fold([started]))).toEqual({
    version: 1,
    kernels,
    guests: [],
    tests: unrun,
    totals: { passed: 0, failed: 0, skipped: 0, errored: 4, notRun: 4 },
    interrupted: true,
  });
});

test('an end takes the place of what was known, on its kernel alone', () => {
  const { tests, totals } = resultsOf(fold([started, passed]));
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
  expect(resultsOf(fold(events)).kernels.map(({ bootSeconds }) => bootSeconds)).toEqual([0.2, null]);
});

test('guests are told in the order in which they were started', () => {
  const guests = [guest('6.1'), guest('7.2'), guest('6.1', 2, 'a')];
  const events = guests.map((one): RunEvent => ({ type: 'guest-started', guest: one, isExpected: true }));
  expect(resultsOf(fold([started, ...events])).guests).toEqual(guests);
  expect(resultsOf(fold([...events, started])).guests).toEqual([]);
});

test('a guest has its tests, each time that one was started in it, in that order', () => {
  const guests = [guest('6.1'), guest('7.2'), guest('6.1', 2, 'a')];
  const begun = guests.map((one): RunEvent => ({ type: 'guest-started', guest: one, isExpected: true }));
  const start = (kernel: string, number: number, test: string): RunEvent => {
    return { type: 'test-started', kernel, test, guest: number };
  };
  const events = [start('6.1', 1, 'b'), start('7.2', 1, 'a'), start('6.1', 1, 'a'), start('6.1', 2, 'b')];
  const found = resultsOf(fold([started, ...begun, ...events, start('6.1', 2, 'b'), start('6.1', 2, 'unknown')]));
  expect(found.guests.map(({ id, tests }) => [id, tests])).toEqual([
    ['6.1-1', ['b', 'a']],
    ['7.2-1', ['a']],
    ['6.1-2', ['b', 'b']],
  ]);
});

test('what is told of tests does not depend on the order in which they run', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const ends = kernels.flatMap(({ name: on }) =>
    names.map((name) => result(name, on, name === 'b' ? 'failed' : 'passed', 'exit')),
  );
  const begun: RunEvent = { type: 'run-started', kernels, tests: ends.map((end) => ({ ...end, notRun: true })) };
  const runIn = (order: TestResult[]) =>
    resultsOf(
      fold([
        begun,
        ...order.flatMap((end): RunEvent[] => [
          { type: 'test-started', kernel: end.kernel, test: end.name, guest: 1 },
          { type: 'test-ended', result: end, final: true },
        ]),
      ]),
    );
  fc.assert(
    fc.property(fc.shuffledSubarray(ends, { minLength: ends.length }), (order) => {
      expect(runIn(order)).toEqual(runIn(ends));
    }),
  );
});

test('what was handed on stays as it was', () => {
  const before = fold([started]);
  const results = resultsOf(before);
  const copy = structuredClone(results);
  applyEvent(before, { type: 'guest-started', guest: guest('6.1'), isExpected: true });
  applyEvent(applyEvent(before, passed), { type: 'kernel-booted', kernel: '6.1', guest: 1, seconds: 1 });
  expect(results).toEqual(copy);
  expect(resultsOf(before)).toEqual(copy);
});

test('what is not of this run, or tells of no result, changes nothing', () => {
  const record = fold([started]);
  const stranger: RunEvent = { type: 'test-ended', result: result('z', '7.2', 'passed', 'exit'), final: true };
  for (const event of [stranger, { type: 'warning', text: 'w' } as const])
    expect(applyEvent(record, event)).toBe(record);
});

test('a run is whole when it has come to its end by itself, and not before', () => {
  const ends = [false, true].map((interrupted): RunEvent => ({ type: 'run-ended', interrupted }));
  expect(ends.map((end) => resultsOf(fold([started, passed, end])).interrupted)).toEqual([false, true]);
  expect(resultsOf(fold([started, passed])).interrupted).toBe(true);
});

test('a test without a result says whether it ran, and whether the run was interrupted', () => {
  const starts = ['a', 'b'].map((test): RunEvent => ({ type: 'test-started', kernel: '7.2', test, guest: 1 }));
  const messages = (...more: RunEvent[]) =>
    resultsOf(fold([started, ...starts, passed, ...more])).tests.map(({ message }) => message);
  const ended = ['the run ended before its turn', 'the run ended before its turn', 'exited with 0'];
  expect(messages()).toEqual([...ended, 'the run ended while it ran']);
  expect(messages({ type: 'run-ended', interrupted: false })).toEqual([...ended, 'the run ended while it ran']);
  expect(messages({ type: 'run-ended', interrupted: true })).toEqual([
    'the run was interrupted before its turn',
    'the run was interrupted before its turn',
    'exited with 0',
    'the run was interrupted while it ran',
  ]);
});
