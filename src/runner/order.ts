import type { Times } from '../model/times.ts';
import type { Attempt, KernelTest } from './attempts.ts';

/** In which order the tests of a kernel are started. `longest`: as expected from earlier runs; `given`: as in the job. */
export type Order = 'longest' | 'given';

export interface OrderOptions {
  order: Order;
  times: Pick<Times, 'expectedSeconds'>;
  /** Rounds: each begins when all tests of the one before have had their turn. */
  repeat: number;
}

/**
 * The attempts that the tests of a kernel begin with, in the order in which they are to be started.
 * @returns each list is for guests of its own, of which it fills at least one; there is no empty one
 */
export function planAttempts(tests: readonly KernelTest[], { order, times, repeat }: OrderOptions): Attempt[][] {
  return [inRounds(order === 'longest' ? longestFirst(tests, times) : tests, repeat)].filter(
    ({ length }) => length > 0,
  );
}

function inRounds(tests: readonly KernelTest[], repeat: number): Attempt[] {
  const rounds = Array.from({ length: repeat }, (_, round) => round + 1);
  return rounds.flatMap((round) => tests.map((of) => ({ of, round })));
}

/** Seconds: differences below it are noise, and would give short tests another order in each run. */
const step = 0.05;

/** So that no long test is left when all others have ended. One without a known time may be long; ties stay as given. */
function longestFirst(tests: readonly KernelTest[], times: OrderOptions['times']): KernelTest[] {
  const timed = tests.map((one) => ({ one, steps: stepsOf(times.expectedSeconds(one.test, one.kernel)) }));
  return timed.toSorted((a, b) => (a.steps === b.steps ? 0 : b.steps - a.steps)).map(({ one }) => one);
}

function stepsOf(seconds = Number.POSITIVE_INFINITY): number {
  return Math.floor(seconds / step);
}
