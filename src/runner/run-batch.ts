import { join } from 'node:path';
import type { GuestEvent, TestOutcome } from '../guest/guest-state.ts';
import { safeName } from '../guest/output-paths.ts';
import { type RunningGuest, runGuest } from '../guest/run-guest.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { AttemptOutput } from './attempt-output.ts';
import type { AttemptQueue } from './attempt-queue.ts';
import type { Attempt } from './attempts.ts';
import { findingsOf } from './outcome.ts';
import type { RunContext } from './run-job.ts';
import { emitSplats, warnOfIdleSplats } from './splat-events.ts';

/** What became of a guest and its batch of attempts. */
export interface BatchReport {
  /** Those that had no turn, or were on when the guest was taken from them: they run in the next guest. */
  left: readonly Attempt[];
  /** How many have a result. */
  finished: number;
  /** Why the guest was of no use, should it have run none, and the last lines of its console. */
  problem: string;
  log: readonly string[];
}

/** Lines of a guest's console that are shown when it did not boot. */
const maxLog = 60;

/**
 * Runs attempts in one guest, one after another, and emits what becomes of each. A test that takes the guest down, or that has
 * to be ended with it, is the last that has its turn.
 * @param guestNumber among the guests of the kernel, from 1
 */
export async function runBatch(
  kernel: Kernel,
  guestNumber: number,
  queue: AttemptQueue,
  context: RunContext,
): Promise<BatchReport> {
  const { job, emit, warn, signal } = context;
  const attempts = queue.take(job.isolation === 'test' ? 1 : Number.POSITIVE_INFINITY);
  const outputs = new Map<number, AttemptOutput>();
  const finished = new Set<number>();
  let why = '';

  /** Bytes may be heard before the start of their test. */
  function outputOf(index: number): AttemptOutput {
    const output = outputs.get(index) ?? new AttemptOutput(attemptAt(index), job.outputLimit);
    outputs.set(index, output);
    return output;
  }

  function attemptAt(index: number): Attempt {
    const attempt = attempts[index];
    if (!attempt) throw new RangeError(`the guest tells of test ${index} of ${attempts.length}`);
    return attempt;
  }

  function onEvent(event: GuestEvent, guest: RunningGuest): void {
    if (event.type === 'booted') {
      emit({ type: 'kernel-booted', kernel: kernel.name, guest: guestNumber, seconds: event.seconds });
      return;
    }
    const { name: test } = attemptAt(event.index).of.test;
    switch (event.type) {
      case 'started':
        outputOf(event.index);
        emit({ type: 'test-started', kernel: kernel.name, test, guest: guestNumber });
        break;
      case 'bytes':
        outputOf(event.index).write(event.stream, event.bytes);
        emit({ type: 'output', kernel: kernel.name, test, stream: event.stream, bytes: event.bytes });
        break;
      case 'ended':
        finish(event, guest);
        break;
    }
  }

  function finish({ index, outcome, seconds }: Extract<GuestEvent, { type: 'ended' }>, guest: RunningGuest): void {
    const attempt = attemptAt(index);
    const output = outputOf(index);
    for (const problem of output.close()) warn(problem);
    const findings = findingsOf(output.stdout, outcome, seconds, job.policy);
    const { result, isFinal, after, isAfterBad } = queue.finish(attempt, findings);
    output.keep(isAfterBad);
    finished.add(index);
    why = whyLost(attempt.of.test.name, outcome);
    emitSplats(outcome.observation, { kernel: kernel.name, test: attempt.of.test.name }, context);
    emit({ type: 'test-ended', result, final: isFinal });
    if (after === 'stop') context.isOver = true;
    if (context.isOver) guest.stop();
  }

  try {
    const name = `${safeName(kernel.name)}-${guestNumber}`;
    const report = await runGuest(
      {
        kernel,
        tests: attempts.map(({ of }) => of.test),
        settings: job.settingsFor(kernel),
        name: name.replaceAll('%', '_'),
        logPath: join(job.output, 'logs', `${name}.log`),
        bootTimeoutSeconds: job.bootTimeoutSeconds,
        artifactsPath: (index) => outputOf(index).artifacts,
      },
      onEvent,
      signal,
    );
    for (const text of report.leftOut) warn(text);
    if (report.bootSeconds !== undefined) warnOfIdleSplats('while it booted', report.boot, kernel, context);
    warnOfIdleSplats('between tests', report.idle, kernel, context);
    return end(report.problem, report.boot.log.slice(-maxLog));
  } catch (error) {
    if (!(error instanceof UmlRunError)) throw error;
    return end(error.message, []);
  } finally {
    for (const output of outputs.values()) for (const problem of output.close()) warn(problem);
  }

  function end(problem: string, log: readonly string[]): BatchReport {
    const left = attempts.filter((_, index) => !finished.has(index));
    for (const [index, output] of outputs) if (!finished.has(index)) output.discardUnfinished();
    if (left.length > 0 && finished.size > 0 && !context.isOver && !signal.aborted)
      emit({ type: 'guest-lost', kernel: kernel.name, guest: guestNumber, why: why || problem });
    return { left, finished: finished.size, problem, log };
  }
}

function whyLost(test: string, { observation, noExit }: TestOutcome): string {
  if (noExit?.cause === 'timeout') return `${test} was still running after ${noExit.seconds} s`;
  if (noExit) return `it died while ${test} ran: ${noExit.how}`;
  return observation.splats.length > 0 ? `its kernel complained while ${test} ran` : '';
}
