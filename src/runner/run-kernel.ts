import { roomBytes } from '../guest/limits.ts';
import type { Kernel } from '../model/provisions.ts';
import { AttemptQueue } from './attempt-queue.ts';
import type { Attempt, KernelTest } from './attempts.ts';
import { GuestRun } from './guest-run.ts';
import type { GuestRunReport } from './guest-run-report.ts';
import { type Crew, Lane } from './lane.ts';
import { planAttempts } from './order.ts';
import { noGuestBooted } from './outcome.ts';
import { Pace } from './pace.ts';
import type { RunContext } from './run-job.ts';
import { secondsSaved, shareOf } from './staffing.ts';
import { besideOthers, firstOfKernel, type StartReason } from './start-reason.ts';

/** How many guests in a row may end without running a test before the kernel is given up. */
const maxFailedBoots = 2;

/**
 * Runs tests on one kernel in as many guests as needed, which take their work from one queue: one after another, and side by
 * side where slots are free and that pays. After a test that takes its guest down, a fresh guest runs the tests that are left.
 * @throws the signal's reason
 */
export async function runKernel(kernel: Kernel, tests: readonly KernelTest[], context: RunContext): Promise<void> {
  await new KernelRun(kernel, tests, context).run();
}

class KernelRun implements Crew {
  private readonly kernel: Kernel;
  readonly context: RunContext;
  readonly queue: AttemptQueue;
  readonly pace: Pace;
  /** Seconds that tests took in an earlier run, as they were asked for: while slots are free, that is many times a second. */
  private readonly known = new Map<KernelTest, number | undefined>();
  private readonly lanes: Promise<{ error?: unknown }>[] = [];
  /** Lanes that have not ended. */
  private running = 0;
  private guests = 0;
  private failedBoots = 0;

  constructor(kernel: Kernel, tests: readonly KernelTest[], context: RunContext) {
    this.kernel = kernel;
    this.context = context;
    this.pace = new Pace(context.job.times.bootSeconds(kernel));
    const isDivided = typeof context.job.order === 'object' && context.job.isolation === 'shared';
    this.queue = new AttemptQueue(planAttempts(tests, context.job), context.job, isDivided);
  }

  async run(): Promise<void> {
    if (this.queue.size === 0) return;
    const stopHelp = this.context.spareSlots.help({
      secondsSaved: () => this.secondsSaved(),
      startGuest: (release) => this.addLane(besideOthers, release),
    });
    const errors: unknown[] = [];
    try {
      this.addLane(firstOfKernel);
      // More are added meanwhile.
      for (const lane of this.lanes) {
        const end = await lane;
        if ('error' in end) errors.push(end.error);
      }
    } finally {
      stopHelp();
    }
    if (errors.length > 0) throw errors[0];
  }

  private addLane(reason: StartReason, release?: () => void): void {
    this.running++;
    const lane = new Lane(this);
    // What it still has to put away keeps no other lane from being the last.
    const ended = lane.run(reason, release).finally(() => this.running--);
    const closed = ended.finally(() => lane.close());
    this.lanes.push(
      closed.then(
        () => ({}),
        (error: unknown) => ({ error }),
      ),
    );
  }

  isAlone(): boolean {
    return this.running === 1;
  }

  share(): number {
    const { forAny } = this.queue;
    return shareOf(this.expected(forAny), forAny.length, this.context.job.jobs);
  }

  newGuest(): GuestRun {
    const { kernel } = this;
    this.guests++;
    const early = this.context.job.early?.take(kernel);
    const guest = { kernel, number: this.guests, early, isSecondTry: this.failedBoots > 0 };
    return new GuestRun(guest, this, this.context);
  }

  bootSpare(): GuestRun | undefined {
    if (this.context.job.isolation !== 'test' || this.queue.forAny.length === 0 || !this.hasRoom()) return undefined;
    const spare = this.newGuest();
    spare.bootAhead();
    return spare;
  }

  /** Gives the kernel up where no guest boots, and none is at work. */
  isUsableAfter(report: GuestRunReport): boolean {
    this.failedBoots = report.hasRun ? 0 : this.failedBoots + 1;
    if (this.failedBoots < maxFailedBoots && report.fix === undefined) return true;
    if (this.isAlone()) this.giveUp(report);
    return false;
  }

  private giveUp(report: GuestRunReport): void {
    const { emit, detailBytes, over, warn } = this.context;
    const { problem, fix } = report;
    if (fix !== undefined) warn(`this machine cannot run guests: ${problem}; ${fix}`);
    emit({ type: 'kernel-lost', kernel: this.kernel.name, why: problem });
    for (const attempt of this.queue.giveUp()) {
      const { result, isFinal, after } = this.queue.finish(attempt, noGuestBooted(report, detailBytes));
      emit({ type: 'test-ended', result, final: isFinal });
      if (after !== 'stop') continue;
      over.abort();
      return;
    }
  }

  private secondsSaved(): number {
    const { bootSeconds } = this.pace;
    const { forOneMore, testsLeft } = this.queue;
    if (bootSeconds === undefined || this.failedBoots > 0 || forOneMore.length === 0) return 0;
    if (this.running >= testsLeft) return 0;
    let seconds = 0;
    for (const one of this.expected(forOneMore)) seconds += one ?? 0;
    const saved = secondsSaved({ seconds, guests: this.running, bootSeconds });
    if (saved === 0 || this.hasRoom()) return saved;
    const settings = this.context.job.settingsFor(this.kernel);
    settings.scratch.memory.warnOfFewer(roomBytes(settings));
    return 0;
  }

  private hasRoom(): boolean {
    const settings = this.context.job.settingsFor(this.kernel);
    return settings.scratch.memory.hasRoom(roomBytes(settings));
  }

  /** Seconds that each may take. */
  private *expected(attempts: readonly Attempt[]): Generator<number | undefined> {
    const mean = this.pace.meanSeconds(performance.now() / 1000);
    const boot = this.context.job.isolation === 'test' ? (this.pace.bootSeconds ?? 0) : 0;
    for (const { of } of attempts) {
      const seconds = this.knownSeconds(of) ?? mean;
      yield seconds === undefined ? undefined : seconds + boot;
    }
  }

  private knownSeconds(of: KernelTest): number | undefined {
    if (!this.known.has(of)) this.known.set(of, this.context.job.times.expectedSeconds(of.test, of.kernel));
    return this.known.get(of);
  }
}
