import { join } from 'node:path';
import type { GuestEvent } from '../guest/guest-state.ts';
import { safeName } from '../guest/output-paths.ts';
import { type GuestJob, type GuestReport, type RunningGuest, runGuest } from '../guest/run-guest.ts';
import { readOnlyProject } from '../guest/show-folders.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { startErrorText } from '../verdict/start-error.ts';
import { AttemptOutput } from './attempt-output.ts';
import type { AttemptQueue } from './attempt-queue.ts';
import type { Attempt } from './attempts.ts';
import { findingsOf } from './outcome.ts';
import type { RunContext } from './run-job.ts';
import { emitSplats, warnOfIdleSplats } from './splat-events.ts';
import { type Loss, lossBy, reasonForNext, type StartReason } from './start-reason.ts';

/** What became of a guest and its batch of attempts. */
export interface BatchReport {
  /** Those that had no turn, or were running when their guest ended: they run in the next guest. */
  left: readonly Attempt[];
  /** Whether it ran any. */
  hasRun: boolean;
  /** Why the guest did not run any, if it did not, whether that is this machine's fault, and the last lines of its console. */
  problem: string;
  isMachines: boolean;
  /** What to do, where no guest can boot on this machine before that is done. */
  fix?: string | undefined;
  log: readonly string[];
  /** Its `id` in the results. */
  guest: string;
  /** Why another guest is started after it, should there be work for one. */
  next: StartReason;
}

/** A guest among those of its kernel, from 1. */
export interface NumberedGuest {
  kernel: Kernel;
  number: number;
  reason: StartReason;
  /** Whether it is tried again because none booted. */
  isSecondTry: boolean;
}

/**
 * Runs attempts in one guest, one after another, and emits what becomes of each. A test that takes the guest down, or
 * that has to be ended with it, is the last that has its turn.
 */
export async function runBatch(guest: NumberedGuest, queue: AttemptQueue, context: RunContext): Promise<BatchReport> {
  const attempts = queue.take(context.job.isolation === 'test' ? 1 : Number.POSITIVE_INFINITY);
  const batch = new Batch(guest, attempts, queue, context);
  batch.begin();
  try {
    const signal = AbortSignal.any([context.signal, context.over.signal]);
    const report = await runGuest(batch.guestJob(), (event, running) => batch.onEvent(event, running), signal);
    return batch.end(report);
  } catch (error) {
    if (!(error instanceof UmlRunError)) throw error;
    return batch.end({ problem: error.message, isMachines: error.kind === 'machine' });
  } finally {
    batch.closeOutputs();
  }
}

/** Lines of a guest's console that are shown when it did not boot. */
const maxLog = 60;

class Batch {
  private readonly guest: NumberedGuest;
  /** Of the guest in the results. */
  private readonly id: string;
  private readonly attempts: readonly Attempt[];
  private readonly queue: AttemptQueue;
  private readonly context: RunContext;
  /** By the index of the attempt. */
  private readonly outputs = new Map<number, AttemptOutput>();
  private readonly finished = new Set<number>();
  /** A test ran in the guest, and may have left something behind. One that could not be started did not run. */
  private isUsed = false;
  /** The test that finished last. */
  private last: string | null = null;
  /** Why the guest is given up after that one, when a test is why. */
  private loss: Loss | undefined;

  constructor(guest: NumberedGuest, attempts: readonly Attempt[], queue: AttemptQueue, context: RunContext) {
    this.guest = guest;
    this.id = `${safeName(guest.kernel.name)}-${guest.number}`;
    this.attempts = attempts;
    this.queue = queue;
    this.context = context;
  }

  begin(): void {
    const { kernel, reason } = this.guest;
    const { after, why, isExpected } = reason;
    const guest = { id: this.id, kernel: kernel.name, log: `logs/${this.id}.log`, started: { after, why } };
    this.context.emit({ type: 'guest-started', guest, isExpected });
  }

  guestJob(): GuestJob {
    const { kernel } = this.guest;
    const { settingsFor, output, bootTimeoutSeconds } = this.context.job;
    return {
      kernel,
      tests: this.attempts.map(({ of }) => of.test),
      settings: settingsFor(kernel),
      tellsRefusals: this.guest.isSecondTry,
      name: this.id.replaceAll('%', '_'),
      logPath: join(output, 'logs', `${this.id}.log`),
      bootTimeoutSeconds,
      artifactsPath: (index) => this.outputOf(index).artifacts,
    };
  }

  onEvent(event: GuestEvent, running: RunningGuest): void {
    const { emit, warn } = this.context;
    const { name: kernel } = this.guest.kernel;
    switch (event.type) {
      case 'booted':
        emit({ type: 'kernel-booted', kernel, guest: this.guest.number, seconds: event.seconds });
        break;
      case 'read-only':
        warn(readOnlyProject(this.guest.kernel));
        break;
      case 'started':
        // A test that writes nothing has an empty output all the same.
        this.outputOf(event.index);
        emit({ type: 'test-started', kernel, test: this.testOf(event.index), guest: this.guest.number });
        break;
      case 'bytes':
        this.outputOf(event.index).write(event.stream, event.bytes);
        emit({ type: 'output', kernel, test: this.testOf(event.index), stream: event.stream, bytes: event.bytes });
        break;
      case 'ended':
        this.onEnd(event, running);
        break;
    }
  }

  /** Called when the guest is gone, or could not be started. */
  end({
    problem,
    isMachines,
    ...report
  }: Pick<GuestReport, 'problem' | 'isMachines'> & Partial<GuestReport>): BatchReport {
    const { emit, warn, over, signal } = this.context;
    const { kernel, number } = this.guest;
    for (const text of report.leftOut ?? []) warn(text);
    if (report.boot && report.bootSeconds !== undefined)
      warnOfIdleSplats('while it booted', report.boot, kernel, this.context);
    if (report.idle) warnOfIdleSplats('between tests', report.idle, kernel, this.context);

    for (const [index, output] of this.outputs) if (!this.finished.has(index)) output.discardUnfinished();
    const left = this.attempts.filter((_, index) => !this.finished.has(index));
    if (report.leftEarly === 'changed ?')
      warn(`${kernel.name} has no io_uring, which tells what a test has changed: each has a guest of its own`);
    const hasRun = this.finished.size > 0 || this.loss !== undefined;
    const { last, loss } = this;
    const isAlone = this.context.job.isolation === 'test';
    const next = reasonForNext({
      last,
      loss,
      hasRun,
      isAlone,
      left: left.length,
      problem,
      leftEarly: report.leftEarly,
    });
    if (left.length > 0 && hasRun && !over.signal.aborted && !signal.aborted)
      emit({ type: 'guest-lost', kernel: kernel.name, guest: number, why: next.why });
    const log = report.boot?.log.slice(-maxLog) ?? [];
    return { left, hasRun, problem, isMachines, fix: report.fix, log, guest: this.id, next };
  }

  closeOutputs(): void {
    for (const output of this.outputs.values()) for (const problem of output.close()) this.context.warn(problem);
  }

  private onEnd(event: Extract<GuestEvent, { type: 'ended' }>, running: RunningGuest): void {
    const { end } = event.outcome.observation;
    if (end?.how !== 'not-started') this.isUsed = true;
    else if (this.queue.needsFreshGuest(this.attemptAt(event.index), this.isUsed)) {
      const why = `${this.testOf(event.index)} could not be started in it: ${startErrorText(end.errno)}`;
      this.loss = { why, isExpected: false };
      running.stop();
      return;
    }
    this.finish(event, running);
  }

  private finish(event: Extract<GuestEvent, { type: 'ended' }>, running: RunningGuest): void {
    const { index, outcome, seconds } = event;
    const { job, detailBytes, emit, warn } = this.context;
    const output = this.outputOf(index);
    for (const problem of output.close()) warn(problem);
    const tap = output.readTap();
    const { test } = this.attemptAt(index).of;
    const hint = () => job.hintFor?.(test.program, this.guest.kernel, outcome.observation.end);
    const findings = findingsOf({ outcome, seconds, guest: this.id, tap, hint }, job.policy, detailBytes);
    if (findings.reason === 'environment' && this.queue.mayRunAgain(this.attemptAt(index))) {
      this.loss = { why: `${this.testOf(index)} runs again: ${findings.message}`, isExpected: false };
      running.stop();
      return;
    }
    const { result, isFinal, after, isAfterBad } = this.queue.finish(this.attemptAt(index), findings);
    for (const problem of output.keep(isAfterBad)) warn(problem);
    this.finished.add(index);
    this.last = result.name;
    this.loss = lossBy(result.name, outcome);
    emitSplats(outcome.observation, { kernel: result.kernel, test: result.name }, this.context);
    emit({ type: 'test-ended', result, final: isFinal });
    if (after === 'stop') this.context.over.abort();
  }

  /** A test's bytes may arrive before its start. */
  private outputOf(index: number): AttemptOutput {
    const { job, detailBytes } = this.context;
    const output = this.outputs.get(index) ?? new AttemptOutput(this.attemptAt(index), job.outputLimit, detailBytes);
    this.outputs.set(index, output);
    return output;
  }

  private testOf(index: number): string {
    return this.attemptAt(index).of.test.name;
  }

  private attemptAt(index: number): Attempt {
    const attempt = this.attempts[index];
    if (!attempt) throw new RangeError(`the guest names test ${index} of ${this.attempts.length}`);
    return attempt;
  }
}
