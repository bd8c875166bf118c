import { expect, test } from 'vitest';
import { inSlices } from '../../src/report/slices.ts';

function* counting(steps: number, onStep: (step: number) => void = () => {}): Generator<void, string> {
  for (let step = 1; step <= steps; step++) {
    onStep(step);
    yield;
  }
  return 'done';
}

test('work that one slice is enough for has ended at once', () => {
  const ends: unknown[] = [];
  inSlices(counting(3), 60_000, (end) => ends.push(end));
  expect(ends).toEqual([{ value: 'done' }]);
});

test('between slices, others have their turn', async () => {
  const order: string[] = [];
  const ended = new Promise((resolve) => {
    inSlices(
      counting(2, (step) => order.push(`step ${step}`)),
      0,
      resolve,
    );
  });
  setImmediate(() => order.push('other'));
  expect(await ended).toEqual({ value: 'done' });
  expect(order).toEqual(['step 1', 'step 2', 'other']);
});

test('what it throws is told', async () => {
  const fail = (step: number) => {
    if (step === 2) throw new Error('no room');
  };
  expect(await new Promise((resolve) => inSlices(counting(3, fail), 0, resolve))).toEqual({
    error: new Error('no room'),
  });
});

test('work that is abandoned goes no further', async () => {
  const steps: number[] = [];
  inSlices(
    counting(3, (step) => steps.push(step)),
    0,
    () => steps.push(0),
  ).abandon();
  await new Promise(setImmediate);
  expect(steps).toEqual([1]);
});
