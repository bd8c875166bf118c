import type { Kernel } from '../model/provisions.ts';
import type { Results } from '../model/results.ts';
import type { Test } from '../model/tests.ts';
import type { Times } from '../model/times.ts';
import type { Attempt, KernelTest } from './attempts.ts';

/**
 * In which order the tests of a kernel are started. `longest`: as expected from earlier runs; `given`: as in the job; or
 * as in an earlier run, and divided among guests as they were there.
 */
export type Order = 'longest' | 'given' | EarlierRun;

/** What a run has told of its guests. */
export interface EarlierRun extends Pick<Results, 'kernels' | 'guests'> {
  /** The file that tells it, as the user wrote it. */
  file: string;
}

export interface OrderOptions {
  order: Order;
  times: Pick<Times, 'expectedSeconds'>;
  /** Rounds: each begins when all tests of the one before have had their turn. */
  repeat: number;
}

/**
 * The attempts that the tests of a kernel begin with, in the order in which they are to be started.
 * @param tests of one kernel
 * @returns each list is the work of at least one guest, which has nothing of another list; there is no empty one
 */
export function planAttempts(tests: readonly KernelTest[], { order, times, repeat }: OrderOptions): Attempt[][] {
  const attempts = inRounds(order === 'longest' ? longestFirst(tests, times) : tests, repeat);
  const [first] = tests;
  const lists = first && typeof order === 'object' ? asBefore(attempts, guestsOf(order, first.kernel)) : [attempts];
  return lists.filter(({ length }) => length > 0);
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

/**
 * Each time that a guest started a test stands for the next of its rounds; what was a retry has none. Attempts that the
 * guests did not have come last.
 * @param guests names of tests, for each guest
 */
function asBefore(attempts: readonly Attempt[], guests: readonly (readonly string[])[]): Attempt[][] {
  const left = new Map<string, Attempt[]>();
  for (const { of } of attempts) left.set(of.test.name, []);
  for (const attempt of attempts.toReversed()) left.get(attempt.of.test.name)?.push(attempt);
  const lists = guests.map((names) => names.flatMap((name) => left.get(name)?.pop() ?? []));
  const placed = new Set(lists.flat());
  return [...lists, attempts.filter((attempt) => !placed.has(attempt))];
}

/** The tests that each guest of the kernel started, or of one of the same spec: a release may have a new one by now. */
function guestsOf({ kernels, guests }: EarlierRun, kernel: Kernel): readonly (readonly string[])[] {
  const same = kernels.find(({ name }) => name === kernel.name) ?? kernels.find(({ spec }) => spec === kernel.spec);
  return guests.filter((guest) => guest.kernel === same?.name).map(({ tests }) => tests);
}

/** Names that a warning has at most. */
const maxNames = 5;

/** What of an earlier run cannot be repeated, since this one is another, in sentences for the user. */
export function otherThanBefore(earlier: EarlierRun, tests: readonly Test[], kernels: readonly Kernel[]): string[] {
  const names = new Set(tests.map(({ name }) => name));
  const started = kernels.map((kernel) => ({ kernel, names: guestsOf(earlier, kernel).flat() }));
  const gone = new Set(started.flatMap((one) => one.names).filter((name) => !names.has(name)));
  const without = started.filter((one) => one.names.length === 0).map(({ kernel }) => kernel.name);
  const file = JSON.stringify(earlier.file);
  return [
    ...(gone.size > 0 ? [`${file} has tests that this run does not have: ${inShort([...gone])}`] : []),
    ...(without.length > 0 ? [`${file} has no test on ${inShort(without)}: the order there is the one given`] : []),
  ];
}

function inShort(names: readonly string[]): string {
  const more = names.length - maxNames;
  return `${names.slice(0, maxNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
