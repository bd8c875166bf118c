import type { GuestEvent } from '../guest/guest-state.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Findings } from '../model/results.ts';
import { startErrorText } from '../verdict/start-error.ts';
import { AttemptOutput } from './attempt-output.ts';
import type { AttemptQueue } from './attempt-queue.ts';
import type { Attempt } from './attempts.ts';
import { findingsOf } from './outcome.ts';
import type { RunContext } from './run-job.ts';
import { emitSplats } from './splat-events.ts';
import { type Loss, lossBy } from './start-reason.ts';

/** A guest, as those that it runs know it. */
export interface TakingGuest {
  kernel: Kernel;
  number: number;
  /** In the results. */
  id: string;
}

/** The attempts that a guest took from its kernel's queue, by the order in which it runs them; emits what becomes of each. */
export class TakenAttempts {
  private readonly guest: TakingGuest;
  private readonly queue: AttemptQueue;
  private readonly context: RunContext;
  private readonly attempts: Attempt[] = [];
  /** By the index of the attempt. */
  private readonly outputs = new Map<number, AttemptOutput>();
  private readonly finished = new Set<number>();
  /** A test ran in the guest, and may have left something behind. One that could not be started did not run. */
  private isUsed = false;
  /** The test that finished last. */
  last: string | null = null;
  /** Why the guest is given up after that one, when a test is why. */
  loss: Loss | undefined;
  /** Whether the guest is not to go on, although it could. */
  hasToStop = false;

  constructor(guest: TakingGuest, queue: AttemptQueue, context: RunContext) {
    this.guest = guest;
    this.queue = queue;
    this.context = context;
  }

  get count(): number {
    return this.attempts.length;
  }

  /** Whether any ran. */
  get hasRun(): boolean {
    return this.finished.size > 0 || this.loss !== undefined;
  }

  add(attempts: readonly Attempt[]): void {
    this.attempts.push(...attempts);
  }

  testOf(index: number): string {
    return this.attemptAt(index).of.test.name;
  }

  /** A test's bytes may arrive before its start. */
  outputOf(index: number): AttemptOutput {
    const { job, detailBytes } = this.context;
    const output = this.outputs.get(index) ?? new AttemptOutput(this.attemptAt(index), job.outputLimit, detailBytes);
    this.outputs.set(index, output);
    return output;
  }

  /** One has ended: it is judged, or has to run again in another guest. @returns what is to be waited for, if anything */
  end(event: EndedTest): Promise<void> | undefined {
    const attempt = this.attemptAt(event.index);
    const { end } = event.outcome.observation;
    if (end?.how !== 'not-started') this.isUsed = true;
    else if (this.queue.needsFreshGuest(attempt, this.isUsed)) {
      this.giveUp(`${attempt.of.test.name} could not be started in it: ${startErrorText(end.errno)}`);
      return undefined;
    }
    return this.judge(event, attempt);
  }

  /** To be called when the guest is gone. @returns those that have no result */
  giveBack(): Attempt[] {
    for (const [index, output] of this.outputs) if (!this.finished.has(index)) output.discardUnfinished();
    return this.attempts.filter((_, index) => !this.finished.has(index));
  }

  close(): void {
    for (const output of this.outputs.values()) for (const problem of output.close()) this.context.warn(problem);
  }

  private judge(event: EndedTest, attempt: Attempt): Promise<void> | undefined {
    const { lostPeers } = this.context;
    const findingsOf = this.judgeOf(event, attempt);
    const conclude = () => {
      const lostPeer = lostPeers?.first;
      this.conclude(event, attempt, findingsOf(lostPeer), lostPeer !== undefined);
    };
    // It may have failed by the end of a guest beside it, which has not been heard of yet.
    if (lostPeers && lostPeers.first === undefined && findingsOf().verdict === 'failed')
      return lostPeers.hear().then(conclude);
    conclude();
    return undefined;
  }

  /** To be called once for a test. @returns what becomes of it, by the guest beside it that was gone */
  private judgeOf({ index, outcome, seconds }: EndedTest, attempt: Attempt): (lostPeer?: string) => Findings {
    const { job, detailBytes, warn } = this.context;
    const { kernel, id: guest } = this.guest;
    const output = this.outputOf(index);
    for (const problem of output.close()) warn(problem);
    const tap = output.readTap();
    const hint = () => job.hintFor?.(attempt.of.test.program, kernel, outcome.observation.end);
    return (lostPeer) => findingsOf({ outcome, seconds, guest, tap, hint, lostPeer }, job.policy, detailBytes);
  }

  private conclude({ index, outcome }: EndedTest, attempt: Attempt, findings: Findings, isByPeer: boolean): void {
    const { emit, warn } = this.context;
    const { number } = this.guest;
    const output = this.outputOf(index);
    // A guest beside it that is gone stays gone.
    if (findings.reason === 'environment' && !isByPeer && this.queue.mayRunAgain(attempt)) {
      this.giveUp(`${attempt.of.test.name} runs again: ${findings.message}`);
      return;
    }
    const { result, isFinal, after, isAfterBad } = this.queue.finish(attempt, findings);
    for (const problem of output.keep(isAfterBad)) warn(problem);
    this.finished.add(index);
    this.last = result.name;
    this.loss = lossBy(result.name, outcome);
    emitSplats(outcome.observation, { kernel: result.kernel, test: result.name }, this.context);
    emit({ type: 'test-ended', result, final: isFinal, guest: number });
    if (after === 'stop') this.context.over.abort();
  }

  private giveUp(why: string): void {
    this.loss = { why, isExpected: false };
    this.hasToStop = true;
  }

  private attemptAt(index: number): Attempt {
    const attempt = this.attempts[index];
    if (!attempt) throw new RangeError(`the guest names test ${index} of ${this.attempts.length}`);
    return attempt;
  }
}

type EndedTest = Extract<GuestEvent, { type: 'ended' }>;
