import { expect, test } from 'vitest';
import { holdClocks, startClock } from '../../src/host/clock.ts';

const pause = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
const rings = (seconds: number) => new Promise<void>((resolve) => startClock(seconds, resolve));

test('while one guest waits for this machine, no clock rings; then each has the time that was left', async () => {
  let hasRung = 0;
  startClock(0.2, () => hasRung++);
  await holdClocks(() => pause(1));
  expect(hasRung).toBe(0);
  await rings(0.5);
  expect(hasRung).toBe(1);
});

test('of several that wait, the last lets the clocks go', async () => {
  let hasRung = 0;
  const first = holdClocks(() => pause(0.1));
  const last = holdClocks(() => pause(1));
  // Set meanwhile, it counts from the end.
  startClock(0.1, () => hasRung++);
  await first;
  await pause(0.6);
  expect(hasRung).toBe(0);
  await last;
  await rings(0.5);
  expect(hasRung).toBe(1);
});

test('work that fails lets them go, too, and a clock that was stopped does not ring', async () => {
  let hasRung = 0;
  const stop = startClock(0.1, () => hasRung++);
  await expect(holdClocks(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  stop();
  await rings(0.5);
  expect(hasRung).toBe(0);
});
