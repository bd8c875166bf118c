import type { Findings, TestResult } from '../model/results.ts';
import {
  type AfterAttempt,
  type Attempt,
  type AttemptOptions,
  afterAttempt,
  type KernelTest,
  noAttempts,
  planAttempts,
  resultOf,
  type Tally,
  tallyAttempt,
} from './attempts.ts';

/** What became of an attempt that has ended. */
export interface FinishedAttempt {
  /** The test's result over all attempts so far. */
  result: TestResult;
  /** It was the test's last. */
  isFinal: boolean;
  after: AfterAttempt;
  /** An earlier attempt did not pass, and its output is the one to keep. */
  isAfterBad: boolean;
}

/**
 * The attempts on one kernel that have no guest yet, and the outcome of the others. Guests take attempts as they get a
 * slot.
 */
export class AttemptQueue {
  private waiting: Attempt[];
  private readonly options: AttemptOptions;
  private readonly tallies = new Map<KernelTest, Tally & { rounds: number }>();

  constructor(tests: readonly KernelTest[], options: AttemptOptions) {
    this.waiting = planAttempts(tests, options);
    this.options = options;
  }

  get size(): number {
    return this.waiting.length;
  }

  take(max: number): Attempt[] {
    const taken = this.waiting.slice(0, max);
    this.waiting = this.waiting.slice(max);
    return taken;
  }

  /** Puts back attempts that had no turn: they are next. */
  putBack(attempts: readonly Attempt[]): void {
    this.waiting = [...attempts, ...this.waiting];
  }

  /** Counts an attempt that has ended; one that is to run again waits behind all others. */
  finish(attempt: Attempt, findings: Findings): FinishedAttempt {
    const before = this.tallies.get(attempt.of) ?? { ...noAttempts, rounds: 0 };
    const tally = tallyAttempt(before, findings);
    const after = afterAttempt(tally, findings, this.options);
    const rounds = before.rounds + (after === 'again' ? 0 : 1);
    this.tallies.set(attempt.of, { ...tally, rounds });
    if (after === 'again') this.waiting = [...this.waiting, attempt];
    return {
      result: resultOf(attempt.of, tally, findings, this.options),
      isFinal: after === 'stop' || rounds === this.options.repeat,
      after,
      isAfterBad: before.bad > 0,
    };
  }
}
