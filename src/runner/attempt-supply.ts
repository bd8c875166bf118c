import { mostTests } from '../guest/limits.ts';
import type { RunningGuest } from '../guest/run-guest.ts';
import type { Test } from '../model/tests.ts';
import type { AttemptQueue } from './attempt-queue.ts';
import type { Pace } from './pace.ts';
import type { RunContext } from './run-job.ts';
import type { TakenAttempts, TakingGuest } from './taken-attempts.ts';

/** Where a guest takes its attempts from. */
export interface Source {
  queue: AttemptQueue;
  pace: Pace;
  /** Whether no other guest of the kernel takes from there, now or later. */
  isAlone(): boolean;
  /** How many attempts a guest takes at once. */
  share(): number;
}

/** Takes attempts for one guest: how many at a time, how many in all, and whether there may be more for it. */
export class AttemptSupply {
  private readonly guest: TakingGuest;
  private readonly source: Source;
  private readonly context: RunContext;
  private readonly taken: TakenAttempts;
  /** How many it may take. */
  private most: number;
  /** Taken for the guest before it was ready. */
  private kept: Test[] | undefined;
  /** It has asked for more, and there is nothing for it. */
  isDone = false;

  /**
   * @param taken gets what is taken
   * @param places how many its kernel was started for, if it boots already
   */
  constructor(guest: TakingGuest, source: Source, context: RunContext, taken: TakenAttempts, places?: number) {
    this.guest = guest;
    this.source = source;
    this.context = context;
    this.taken = taken;
    this.most = places ?? Number.POSITIVE_INFINITY;
  }

  /** Each test has a guest of its own. */
  get isAlone(): boolean {
    return this.context.job.isolation === 'test';
  }

  /** How many tests the guest has places for; to be asked when it boots, after its first ones were taken, if any. */
  settlePlaces(): number {
    const { count } = this.taken;
    const most = Math.min(this.most, mostTests, count + this.source.queue.size);
    this.most = Math.max(count, this.isAlone ? 1 : most);
    return this.most;
  }

  /** Takes attempts, and gives their tests. */
  take(): Test[] {
    const { queue } = this.source;
    const count = this.isAlone ? 1 : Math.min(this.source.share(), this.most - this.taken.count);
    const taken = this.taken.count === 0 ? queue.takeFirst(count, this.isAlone) : queue.take(count);
    this.taken.add(taken);
    const { kernel, number } = this.guest;
    const tests = taken.map(({ of }) => of.test.name);
    if (tests.length > 0) this.context.emit({ type: 'tests-given', kernel: kernel.name, guest: number, tests });
    return taken.map(({ of }) => of.test);
  }

  /** Takes what the guest gets once it is ready: nobody else is to take that meanwhile. */
  keepNext(): void {
    this.kept = this.take();
  }

  /** Gives a guest that is ready the next ones; ends it when there are none. */
  giveNext(running: RunningGuest): void {
    const tests = this.kept ?? this.take();
    this.kept = undefined;
    this.isDone = tests.length === 0;
    if (this.isDone) running.stop();
    else running.give(tests, { isLast: this.isLast() });
  }

  /** Whether what was taken last is all that there will be for it. */
  isLast(): boolean {
    if (this.isAlone || this.taken.count >= this.most) return true;
    return !this.source.queue.hasMoreForAny && this.source.isAlone();
  }

  /** It has taken as many as it may, and there are others. */
  get isFull(): boolean {
    return this.taken.count >= this.most && this.source.queue.hasMoreForAny;
  }
}
