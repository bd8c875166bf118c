import { expect, test } from 'vitest';
import { Pace } from '../../src/runner/pace.ts';
import { Semaphore } from '../../src/runner/semaphore.ts';
import { SpareSlots } from '../../src/runner/spare-slots.ts';
import { secondsSaved, shareOf } from '../../src/runner/staffing.ts';

test.each([
  // All in one guest take 10 s; in two, of which one comes a second later, 5.5 s.
  [{ seconds: 10, guests: 1, bootSeconds: 1 }, 4.5],
  [{ seconds: 10, guests: 2, bootSeconds: 1 }, 5 - 11 / 3],
  // What is left is done before it has booted.
  [{ seconds: 1, guests: 1, bootSeconds: 1 }, 0],
  [{ seconds: 2, guests: 4, bootSeconds: 1 }, 0],
  [{ seconds: 0, guests: 1, bootSeconds: 0 }, 0],
])('one more guest for %o saves %d s', (work, saved) => {
  expect(secondsSaved(work)).toBeCloseTo(saved);
});

test.each([
  ['short ones are given together, for a fifth of a second', Array(1000).fill(0.015625), 2, 12],
  ['a long one is given alone', [5, 0.01, 0.01, 0.01, 0.01, 0.01], 1, 1],
  ['up to a long one', [0.01, 0.01, 5, 5, 5, 5], 1, 2],
  ['of the last ones, each guest gets few', Array(8).fill(0.001), 2, 2],
  ['nothing is known yet, and others may come', Array(100).fill(undefined), 2, 1],
  ['nothing is known yet, and it stays alone', Array(150).fill(undefined), 1, 100],
  ['never too many', Array(10_000).fill(0), 1, 100],
  ['the last one', [1], 4, 1],
])('%s', (_, seconds, guests, count) => {
  expect(shareOf(seconds, seconds.length, guests)).toBe(count);
});

test('the mean counts tests that have not ended, and what lies between tests', () => {
  const pace = new Pace();
  const [one, other] = [{}, {}];
  expect(pace.meanSeconds(0)).toBeUndefined();
  pace.begin(one, 0);
  expect(pace.meanSeconds(60)).toBe(60);
  pace.end(one, 60);
  pace.begin(other, 60);
  expect(pace.meanSeconds(80)).toBe(40);
  // A guest that is gone.
  pace.end(other, 80);
  pace.end(other, 90);
  expect(pace.meanSeconds(1000)).toBe(40);
});

test('what is known of boots comes from this run, or an earlier one', () => {
  expect(new Pace().bootSeconds).toBeUndefined();
  const pace = new Pace(3);
  expect(pace.bootSeconds).toBe(3);
  pace.booted(1);
  expect(pace.bootSeconds).toBe(2);
});

test('slots that nobody waits for go to the kernel that gains most', async () => {
  const slots = new Semaphore(2);
  const release = await slots.acquire();
  const spare = new SpareSlots(slots);
  const started: string[] = [];
  const helped = (name: string, ...saved: number[]) =>
    spare.help({
      secondsSaved: () => saved[started.filter((one) => one === name).length] ?? 0,
      startGuest: () => started.push(name),
    });
  const stops = [helped('none', 0), helped('some', 2), helped('most', 5, 1)];
  await expect.poll(() => started).toEqual(['most']);
  release();
  await expect.poll(() => started).toEqual(['most', 'some']);
  for (const stop of stops) stop();
});

test('guests that find nothing to do and give their slots back at once are not started again and again', async () => {
  const spare = new SpareSlots(new Semaphore(2));
  let started = 0;
  const stop = spare.help({
    // An end, or nothing else would ever run.
    secondsSaved: () => (started < 1000 ? 1 : 0),
    startGuest: (release) => {
      started++;
      release();
    },
  });
  await expect.poll(() => started).toBeGreaterThan(0);
  expect(started).toBeLessThan(1000);
  stop();
});

test('nobody who waits is overtaken', async () => {
  const slots = new Semaphore(1);
  const release = await slots.acquire();
  expect(slots.tryAcquire()).toBeUndefined();
  const next = slots.acquire();
  release();
  expect(slots.tryAcquire()).toBeUndefined();
  (await next)();
  expect(slots.tryAcquire()).toBeTypeOf('function');
});
