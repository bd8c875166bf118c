/** How pauses of this process count against the time limits of guests. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beat, OwnTime } from '../../src/host/own-time.ts';

/** Goes through moments of a clock that does not stop. @returns the first at which the limit is over */
function overAt(limit: number, moments: number[]): number | undefined {
  const time = new OwnTime(0);
  return moments.find((moment) => {
    time.hear(moment);
    return time.isOver(limit);
  });
}

/** A beat after the other from a moment on, for some seconds. */
const beats = (from: number, seconds: number) =>
  Array.from({ length: Math.round(seconds / beat) }, (_, index) => from + (index + 1) * beat);

test('without a pause, a limit is over at the first beat that is not before it', () => {
  expect(overAt(5, beats(0, 10))).toBeCloseTo(5, 0);
  expect(overAt(0.5, beats(0.05, 10))).toBeCloseTo(0.55);
});

test.each([0.5, 2.9, 4.9])(
  'a pause of 30 s after %d s of 5 counts as a beat, and gives a second to be heard',
  (before) => {
    const moments = [...beats(0, before), before + 30, ...beats(before + 30, 10)];
    const over = overAt(5, moments)!;
    expect(over).toBeGreaterThanOrEqual(before + 30 + 0.95);
    expect(over).toBeLessThanOrEqual(30 + 5 + 1.2);
  },
);

test('twenty pauses cost a limit no more than twenty beats', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.3, max: 1000, noNaN: true }), { minLength: 20, maxLength: 20 }),
      (pauses) => {
        const time = new OwnTime(0);
        let now = 0;
        let paused = 0;
        for (const pause of pauses) {
          for (const moment of beats(now, 0.5)) time.hear(moment);
          now += 0.5 + pause;
          paused += pause;
          time.hear(now);
        }
        expect(time.hear(now)).toBeCloseTo(now - paused + 20 * beat);
      },
    ),
  );
});

test('a limit ends even where pauses never do', () => {
  const moments = Array.from({ length: 10_000 }, (_, index) => index * 0.3);
  expect(overAt(5, moments)).toBeLessThan(3 * (5 + 10) + 5);
});
