import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EarlyGuest } from '../guest/early-guest.ts';
import type { GuestEvent } from '../guest/guest-state.ts';
import { mostTests } from '../guest/limits.ts';
import { safeName } from '../guest/output-paths.ts';
import { type GuestJob, type GuestReport, type RunningGuest, runGuest } from '../guest/run-guest.ts';
import { readOnlyProject } from '../guest/show-folders.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import type { AttemptQueue } from './attempt-queue.ts';
import type { Attempt } from './attempts.ts';
import type { Pace } from './pace.ts';
import type { RunContext } from './run-job.ts';
import { warnOfIdleSplats } from './splat-events.ts';
import { reasonForNext, type StartReason } from './start-reason.ts';
import { TakenAttempts } from './taken-attempts.ts';

/** What became of a guest and the attempts that it took. */
export interface GuestRunReport {
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
  /** Why it ended, for people. */
  why: string;
  /** Why another guest is started after it, should there be work for one. */
  next: StartReason;
}

/** A guest among those of its kernel, from 1. */
export interface NumberedGuest {
  kernel: Kernel;
  number: number;
  /** Its kernel, where that boots already. */
  early: EarlyGuest | undefined;
  /** Whether it is tried again because none booted. */
  isSecondTry: boolean;
}

/** Where a guest takes its attempts from. */
export interface Source {
  queue: AttemptQueue;
  pace: Pace;
  /** Whether no other guest of the kernel takes from there, now or later. */
  isAlone(): boolean;
  /** How many attempts a guest takes at once. */
  share(): number;
}

/** A guest that was booted before its turn. */
interface Ahead {
  /** What its guest has said meanwhile. */
  bootSeconds?: number;
  ready?: RunningGuest;
}

/** Lines of a guest's console that are shown when it did not boot. */
const maxLog = 60;

/**
 * A guest that takes attempts from its kernel's queue and runs them one after another; it emits what becomes of each. A test that
 * takes the guest down, or that has to be ended with it, is the last that has its turn.
 */
export class GuestRun {
  private readonly guest: NumberedGuest;
  /** Of the guest in the results. */
  private readonly id: string;
  private readonly source: Source;
  private readonly context: RunContext;
  private readonly taken: TakenAttempts;
  /** How many it may take. */
  private most: number;
  /** It has asked for more, and there is nothing for it. */
  private isDone = false;
  private ahead: Ahead | undefined;
  /** What it took, and is not ready for. */
  private kept: Test[] | undefined;
  private ended: Promise<GuestRunReport> | undefined;
  private isGone = false;
  private readonly dismissed = new AbortController();
  /** Called when its first test has started. */
  onStart: (() => void) | undefined;

  constructor(guest: NumberedGuest, source: Source, context: RunContext) {
    this.guest = guest;
    this.id = `${safeName(guest.kernel.name)}-${guest.number}`;
    this.source = source;
    this.context = context;
    this.most = guest.early?.places ?? Number.POSITIVE_INFINITY;
    this.taken = new TakenAttempts({ ...guest, id: this.id }, source.queue, context);
  }

  /**
   * Boots it, and runs what it takes until there is nothing more for it, or it is given up.
   * @param reason why it is started
   */
  async run(reason: StartReason): Promise<GuestRunReport> {
    this.begin(reason);
    const report = await this.runToEnd();
    const { emit, over, signal } = this.context;
    const { kernel, number } = this.guest;
    if (!over.signal.aborted && !signal.aborted)
      emit({ type: 'guest-ended', kernel: kernel.name, guest: number, why: report.why });
    return report;
  }

  private runToEnd(): Promise<GuestRunReport> {
    const { ahead } = this;
    this.ahead = undefined;
    if (!ahead || !this.ended) return this.boot();
    if (ahead.bootSeconds !== undefined) this.tellBooted(ahead.bootSeconds);
    // It takes no test with it.
    if (this.isGone) return this.ended;
    // Now, as one that boots now: nobody else is to take them until it is ready.
    this.kept = this.take();
    if (ahead.ready) this.giveMore(ahead.ready);
    return this.ended;
  }

  /** Boots it before its turn, which `run` begins. */
  bootAhead(): void {
    this.ahead = {};
    this.ended = this.boot();
    // Until its turn, nobody asks.
    this.ended.catch(() => undefined);
  }

  /** Ends one that was booted ahead, and whose turn never came. */
  async dismiss(): Promise<void> {
    this.dismissed.abort();
    await this.ended?.catch(() => undefined);
    rmSync(this.logPath, { force: true });
  }

  private async boot(): Promise<GuestRunReport> {
    try {
      const signal = AbortSignal.any([this.context.signal, this.context.over.signal, this.dismissed.signal]);
      const report = await runGuest(this.guestJob(), (event, running) => this.onEvent(event, running), signal);
      return this.end(report);
    } catch (error) {
      if (!(error instanceof UmlRunError)) throw error;
      return this.end({ problem: error.message, isMachines: error.kind === 'machine' });
    } finally {
      this.source.pace.end(this, now());
      this.taken.close();
    }
  }

  private begin({ after, why, isExpected }: StartReason): void {
    const { kernel } = this.guest;
    const guest = { id: this.id, kernel: kernel.name, log: `logs/${this.id}.log`, started: { after, why } };
    this.context.emit({ type: 'guest-started', guest, number: this.guest.number, isExpected });
  }

  private guestJob(): GuestJob {
    const { kernel, early } = this.guest;
    const { settingsFor, bootTimeoutSeconds } = this.context.job;
    const { queue } = this.source;
    const tests = this.ahead ? [] : this.take();
    const most = Math.min(this.most, mostTests, tests.length + queue.size);
    this.most = Math.max(this.taken.count, this.isAlone ? 1 : most);
    return {
      kernel,
      early,
      tests,
      waits: this.ahead !== undefined || !this.isLast(),
      settings: settingsFor(kernel),
      tellsRefusals: this.guest.isSecondTry,
      name: this.id.replaceAll('%', '_'),
      logPath: this.logPath,
      bootTimeoutSeconds,
      artifactPlaces: this.most,
      artifactsPath: (index) => this.taken.outputOf(index).artifacts,
    };
  }

  private get logPath(): string {
    return join(this.context.job.output, 'logs', `${this.id}.log`);
  }

  /** Takes attempts, and gives their tests. */
  private take(): Test[] {
    const { queue } = this.source;
    const count = this.isAlone ? 1 : Math.min(this.source.share(), this.most - this.taken.count);
    const taken = this.taken.count === 0 ? queue.takeFirst(count, this.isAlone) : queue.take(count);
    this.taken.add(taken);
    const { kernel, number } = this.guest;
    const tests = taken.map(({ of }) => of.test.name);
    if (tests.length > 0) this.context.emit({ type: 'tests-given', kernel: kernel.name, guest: number, tests });
    return taken.map(({ of }) => of.test);
  }

  private isLast(): boolean {
    if (this.isAlone || this.taken.count >= this.most) return true;
    return !this.source.queue.hasMoreForAny && this.source.isAlone();
  }

  /** Each test has a guest of its own. */
  private get isAlone(): boolean {
    return this.context.job.isolation === 'test';
  }

  private giveMore(running: RunningGuest): void {
    const tests = this.kept ?? this.take();
    this.kept = undefined;
    this.isDone = tests.length === 0;
    if (this.isDone) running.stop();
    else running.give(tests, { isLast: this.isLast() });
  }

  private onEvent(event: GuestEvent, running: RunningGuest): void {
    const { emit, warn } = this.context;
    const { name: kernel } = this.guest.kernel;
    switch (event.type) {
      case 'booted':
        this.source.pace.booted(event.seconds);
        if (this.ahead) this.ahead.bootSeconds = event.seconds;
        else this.tellBooted(event.seconds);
        break;
      case 'read-only':
        warn(readOnlyProject(this.guest.kernel));
        break;
      case 'ready':
        if (this.ahead) this.ahead.ready = running;
        else this.giveMore(running);
        break;
      case 'started':
        if (event.index === 0) this.onFirstStart();
        // A test that writes nothing has an empty output all the same.
        this.taken.outputOf(event.index);
        emit({ type: 'test-started', kernel, test: this.taken.testOf(event.index), guest: this.guest.number });
        break;
      case 'bytes':
        this.taken.outputOf(event.index).write(event.stream, event.bytes);
        break;
      case 'ended':
        this.onEnd(event, running);
        break;
    }
  }

  private tellBooted(seconds: number): void {
    const { kernel, number } = this.guest;
    this.context.emit({ type: 'kernel-booted', kernel: kernel.name, guest: number, seconds });
  }

  private onFirstStart(): void {
    this.source.pace.begin(this, now());
    this.onStart?.();
  }

  /** Called when the guest is gone, or could not be started. */
  private end({
    problem,
    isMachines,
    ...report
  }: Pick<GuestReport, 'problem' | 'isMachines'> & Partial<GuestReport>): GuestRunReport {
    this.isGone = true;
    const { warn } = this.context;
    const { queue } = this.source;
    const { kernel } = this.guest;
    for (const text of report.leftOut ?? []) warn(text);
    if (report.boot && report.bootSeconds !== undefined)
      warnOfIdleSplats('while it booted', report.boot, kernel, this.context);
    if (report.idle) warnOfIdleSplats('between tests', report.idle, kernel, this.context);

    const left = this.taken.giveBack();
    if (report.leftEarly === 'changed ?')
      warn(`${kernel.name} has no io_uring, which tells what a test has changed: each has a guest of its own`);
    const { last, loss, hasRun } = this.taken;
    const next = reasonForNext({
      last,
      loss,
      hasRun,
      isAlone: this.isAlone,
      left: left.length,
      isFull: this.taken.count >= this.most && queue.hasMoreForAny,
      isDone: left.length === 0 && (this.isDone || report.finished === true),
      problem,
      leftEarly: report.leftEarly,
    });
    const isLost = left.length > 0 || (!this.isDone && report.finished !== true && queue.size > 0);
    const why = isLost ? next.why : 'its tests have ended';
    const log = report.boot?.log.slice(-maxLog) ?? [];
    return { left, hasRun, problem, isMachines, fix: report.fix, log, guest: this.id, why, next };
  }

  private onEnd(event: Extract<GuestEvent, { type: 'ended' }>, running: RunningGuest): void {
    this.source.pace.end(this, now());
    if (event.index + 1 < this.taken.count) this.source.pace.begin(this, now());
    this.taken.end(event);
    if (this.taken.hasToStop) running.stop();
  }
}

function now(): number {
  return performance.now() / 1000;
}
