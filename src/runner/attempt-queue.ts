import type { Findings, TestResult } from '../model/results.ts';
import {
  type AfterAttempt,
  type Attempt,
  type AttemptOptions,
  afterAttempt,
  type KernelTest,
  noAttempts,
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
  private waiting: Attempt[] = [];
  /** Lists of which each is one guest's, where an earlier run is repeated. */
  private divided: Attempt[][] = [];
  /** Those that could not be started in a guest that was used. */
  private readonly startAgain: Attempt[] = [];
  /** Those that did not pass, and run again after all others. */
  private readonly reruns: Attempt[] = [];
  private readonly isDivided: boolean;
  private options: AttemptOptions;
  /** How many attempts guests have of a test, where they have any: it never runs in two of them, and writes to one file. */
  private readonly running = new Map<KernelTest, number>();
  private readonly tallies = new Map<KernelTest, Tally & { rounds: number }>();
  /** Attempts that wait for a fresh guest after a start that failed. */
  private readonly retried = new Set<Attempt>();
  /** Tests that could not be started in a fresh guest. */
  private readonly unstartable = new Set<KernelTest>();
  /** Tests of which an attempt was put back after this machine had ended it. */
  private readonly spared = new Set<KernelTest>();

  /**
   * @param lists of attempts, in the order in which they are taken
   * @param isDivided each list is for one guest; otherwise any guest takes from any
   */
  constructor(lists: readonly (readonly Attempt[])[], options: AttemptOptions, isDivided = false) {
    this.isDivided = isDivided;
    if (isDivided) this.divided = lists.map((list) => [...list]);
    else this.waiting = lists.flat();
    this.options = options;
  }

  get size(): number {
    return this.beforeReruns.length + this.startAgain.length + this.reruns.length;
  }

  /** Those that wait, but for those that run again. */
  get beforeReruns(): readonly Attempt[] {
    return this.divided.length === 0 ? this.waiting : [...this.divided.flat(), ...this.waiting];
  }

  /** Those that one more guest may run now: of a test that a guest has, it gets no round. */
  get forOneMore(): readonly Attempt[] {
    return this.divided.length === 0 ? this.forAny : [...this.divided.filter(this.isFree).flat(), ...this.forAny];
  }

  /** Tests that wait, and those that guests have: more guests than these have nothing to do. */
  get testsLeft(): number {
    return new Set([...this.running.keys(), ...this.beforeReruns.map(({ of }) => of)]).size;
  }

  /** Those that any guest may run now, the next one first. */
  get forAny(): readonly Attempt[] {
    return this.running.size === 0 ? this.waiting : this.waiting.filter(({ of }) => !this.running.has(of));
  }

  /** Whether any guest may get more, now or when a round before has ended. */
  get hasMoreForAny(): boolean {
    return this.waiting.length > 0;
  }

  /** Whether a guest in which nothing has run gets any now. */
  get hasFirst(): boolean {
    const hasList = this.nextList() >= 0;
    return hasList || this.startAgain.length > 0 || this.forAny.length > 0 || this.reruns.length > 0;
  }

  /** For a guest that is at work. */
  take(max: number): Attempt[] {
    const taken = this.forAny.slice(0, max);
    const isTaken = new Set(taken);
    this.waiting = this.waiting.filter((attempt) => !isTaken.has(attempt));
    return this.handOut(taken);
  }

  /**
   * For a guest in which nothing has run: a list that is a guest's own; or at most so many. One that has to be started again in
   * such a guest comes first.
   * @param isAlone each attempt has a guest of its own: one that runs again, too
   */
  takeFirst(max: number, isAlone = false): Attempt[] {
    const again = this.startAgain.splice(0, 1);
    const next = this.nextList();
    const [list] = next < 0 ? [] : this.divided.splice(next, 1);
    const taken = [...again, ...(list ? this.handOut(list) : this.take(max))];
    this.handOut(again);
    return taken.length > 0 ? taken : this.handOut(this.reruns.splice(0, isAlone ? 1 : this.reruns.length));
  }

  /** Takes all that are left, and makes each the last: no guest can run another. */
  giveUp(): Attempt[] {
    this.options = { ...this.options, retries: 0 };
    const all = [...this.startAgain.splice(0), ...this.beforeReruns, ...this.reruns.splice(0)];
    [this.divided, this.waiting] = [[], []];
    return all;
  }

  /** Puts back attempts that had no turn: they are next. */
  putBack(attempts: readonly Attempt[]): void {
    for (const { of } of attempts) this.takeBack(of);
    const again = attempts.filter((attempt) => this.retried.has(attempt));
    this.startAgain.push(...again);
    const others = attempts.filter((attempt) => !again.includes(attempt));
    if (this.isDivided && others.length > 0) this.divided.unshift(others);
    else this.waiting = [...others, ...this.waiting];
  }

  /**
   * Whether an attempt that could not be started is to be put back for a fresh guest, since a test that ran before it may be
   * why. It is tried there once, which costs it none of its retries.
   *
   * No error number shows that the program itself is at fault: each may come from a changed root, a handler of binfmt_misc, a
   * limit, or a lack of memory. What its file shows (format, architecture, interpreter, libraries) was checked beforehand.
   * @param isUsed whether a test has run in this guest
   */
  needsFreshGuest(attempt: Attempt, isUsed: boolean): boolean {
    if (isUsed && !this.retried.has(attempt) && !this.unstartable.has(attempt.of)) {
      this.retried.add(attempt);
      return true;
    }
    this.unstartable.add(attempt.of);
    return false;
  }

  /**
   * Whether an attempt that this machine has ended is to be put back: it is not to suffer for what happened around it.
   * Once for each test, which costs it none of its retries: a test can make it look like the machine's fault.
   */
  mayRunAgain({ of }: Attempt): boolean {
    if (this.spared.has(of)) return false;
    this.spared.add(of);
    return true;
  }

  /** Counts an attempt that has ended; one that is to run again waits behind all others. */
  finish(attempt: Attempt, findings: Findings): FinishedAttempt {
    this.retried.delete(attempt);
    this.takeBack(attempt.of);
    const before = this.tallies.get(attempt.of) ?? { ...noAttempts, rounds: 0 };
    const tally = tallyAttempt(before, findings);
    const after = afterAttempt(tally, findings, this.options);
    const rounds = before.rounds + (after === 'again' ? 0 : 1);
    this.tallies.set(attempt.of, { ...tally, rounds });
    if (after === 'again') this.reruns.push(attempt);
    return {
      result: resultOf(attempt.of, tally, findings, this.options),
      isFinal: after === 'stop' || rounds === this.options.repeat,
      after,
      isAfterBad: before.bad > 0,
    };
  }

  /** Where in `divided` the first list is that shares no test with a guest; -1 where there is none. */
  private nextList(): number {
    return this.divided.findIndex(this.isFree);
  }

  private readonly isFree = (list: readonly Attempt[]) => list.every(({ of }) => !this.running.has(of));

  private handOut(attempts: Attempt[]): Attempt[] {
    for (const { of } of attempts) this.running.set(of, (this.running.get(of) ?? 0) + 1);
    return attempts;
  }

  private takeBack(of: KernelTest): void {
    const left = (this.running.get(of) ?? 0) - 1;
    if (left > 0) this.running.set(of, left);
    else this.running.delete(of);
  }
}
