/** A kernel's tests that have no guest yet, and its guests. */
export interface Workload {
  /** Seconds that these tests take one after another, with what lies between them. */
  seconds: number;
  /** Guests that work on them, at least one. */
  guests: number;
  /** Seconds that one more guest boots. */
  bootSeconds: number;
}

/**
 * How many seconds earlier the tests are done with one more guest: those that are there need `seconds / guests`, and with
 * it, which comes `bootSeconds` later, all need `(seconds + bootSeconds) / (guests + 1)`.
 * @returns 0 where it does not pay
 */
export function secondsSaved({ seconds, guests, bootSeconds }: Workload): number {
  return Math.max(0, seconds / guests - (seconds + bootSeconds) / (guests + 1));
}

/**
 * How many of the tests that wait a guest is given at once. What it has is out of reach for other guests, and each time
 * costs a few milliseconds: so they are worth a fifth of a second, and of the last ones it gets few.
 * @param seconds that each of them is expected to take, in their order; undefined where that is not known
 * @param guests that may come to work on them; 1: nobody else wants them
 * @returns at least 1
 */
export function shareOf(seconds: Iterable<number | undefined>, waiting: number, guests: number): number {
  const most = guests === 1 ? maxShare : Math.min(maxShare, Math.ceil(waiting / (2 * guests)));
  let count = 0;
  let sum = 0;
  for (const one of seconds) {
    // Nothing is known yet: alone, the guest has all of them anyway.
    sum += one ?? (guests > 1 ? shareSeconds : 0);
    if (count === most || (count > 0 && sum > shareSeconds)) break;
    count++;
  }
  return Math.max(1, count);
}

const shareSeconds = 0.2;
const maxShare = 100;
