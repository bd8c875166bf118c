import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { EarlyGuest } from '../guest/early-guest.ts';
import type { GuestEvent } from '../guest/guest-state.ts';
import { captureOf, capturePath, safeName } from '../guest/output-paths.ts';
import { type GuestJob, type RunningGuest, runGuest } from '../guest/run-guest.ts';
import type { Waits } from '../guest/session-job.ts';
import { readOnlyProject } from '../guest/show-folders.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { AttemptSupply, type Source } from './attempt-supply.ts';
import { type EndedRun, type GuestRunReport, reportEnd } from './guest-run-report.ts';
import { InTurn } from './in-turn.ts';
import type { RunContext } from './run-job.ts';
import type { StartReason } from './start-reason.ts';
import { TakenAttempts, type TakingGuest } from './taken-attempts.ts';

/** A guest among those of its kernel, from 1. */
export interface NumberedGuest {
  kernel: Kernel;
  number: number;
  /** Its kernel, where that boots already. */
  early: EarlyGuest | undefined;
  /** Whether it is tried again because none booted. */
  isSecondTry: boolean;
}

/** A guest that was booted before its turn. */
interface Ahead {
  /** What its guest has said meanwhile. */
  bootSeconds?: number;
  ready?: RunningGuest;
}

/**
 * A guest that takes attempts from its kernel's queue and runs them one after another; it emits what becomes of each. A test that
 * takes the guest down, or that has to be ended with it, is the last that has its turn.
 */
export class GuestRun {
  private readonly guest: NumberedGuest & TakingGuest;
  private readonly source: Source;
  private readonly context: RunContext;
  private readonly taken: TakenAttempts;
  private readonly supply: AttemptSupply;
  private ahead: Ahead | undefined;
  private ended: Promise<GuestRunReport> | undefined;
  private isGone = false;
  private readonly dismissed = new AbortController();
  /** What happened in it, of which some takes time. */
  private readonly events = new InTurn(() => this.dismissed.abort());
  /** Called when its first test has started. */
  onStart: (() => void) | undefined;

  constructor(guest: NumberedGuest, source: Source, context: RunContext) {
    this.guest = { ...guest, id: `${safeName(guest.kernel.name)}-${guest.number}` };
    this.source = source;
    this.context = context;
    this.taken = new TakenAttempts(this.guest, source.queue, context);
    this.supply = new AttemptSupply(this.guest, source, context, this.taken, guest.early?.places);
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
    // Now, as one that boots now.
    this.supply.keepNext();
    if (ahead.ready) this.supply.giveNext(ahead.ready);
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
    for (const path of Object.values(this.paths)) rmSync(path, { force: true });
  }

  private async boot(): Promise<GuestRunReport> {
    try {
      const signal = AbortSignal.any([this.context.signal, this.context.over.signal, this.dismissed.signal]);
      const report = await runGuest(this.guestJob(), (event, running) => this.take(event, running), signal).finally(
        () => this.events.settled(),
      );
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
    const { kernel, number, id } = this.guest;
    const { output, settingsFor } = this.context.job;
    const capture = captureOf(settingsFor(kernel).network, this.paths.capturePath);
    const guest = {
      id,
      kernel: kernel.name,
      log: `logs/${id}.log`,
      ...(capture !== undefined && { capture: relative(output, capture) }),
      started: { after, why },
    };
    this.context.emit({ type: 'guest-started', guest, number, isExpected });
  }

  private guestJob(): GuestJob {
    const { kernel, early, isSecondTry, id } = this.guest;
    const { settingsFor, bootTimeoutSeconds } = this.context.job;
    const tests = this.ahead ? [] : this.supply.take();
    const artifactPlaces = this.supply.settlePlaces();
    return {
      kernel,
      early,
      tests,
      waits: this.waits,
      settings: settingsFor(kernel),
      tellsRefusals: isSecondTry,
      name: id.replaceAll('%', '_'),
      ...this.paths,
      bootTimeoutSeconds,
      artifactPlaces,
      artifactsPath: (index) => this.taken.outputOf(index).artifacts,
    };
  }

  private get waits(): Waits | undefined {
    if (this.supply.isAlone) return this.ahead && 'once';
    return this.ahead || !this.supply.isLast() ? 'often' : undefined;
  }

  private get paths(): { logPath: string; capturePath: string } {
    const logs = join(this.context.job.output, 'logs');
    return { logPath: join(logs, `${this.guest.id}.log`), capturePath: capturePath(logs, this.guest.id) };
  }

  private take(event: GuestEvent, running: RunningGuest): void {
    const mustKeep = event.type === 'bytes' && this.events.isBusy;
    const kept = mustKeep ? { ...event, bytes: Buffer.from(event.bytes) } : event;
    this.events.do(() => this.onEvent(kept, running));
  }

  private onEvent(event: GuestEvent, running: RunningGuest): Promise<void> | undefined {
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
        else this.supply.giveNext(running);
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
        return this.onEnd(event, running);
    }
    return undefined;
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
  private end(ended: EndedRun): GuestRunReport {
    this.isGone = true;
    const { guest, taken, supply, context } = this;
    return reportEnd(ended, { guest, queue: this.source.queue, taken, supply }, context);
  }

  private onEnd(event: Extract<GuestEvent, { type: 'ended' }>, running: RunningGuest): Promise<void> | undefined {
    this.source.pace.end(this, now());
    if (event.index + 1 < this.taken.count) this.source.pace.begin(this, now());
    const judged = this.taken.end(event);
    // A test that is judged later has failed, and takes its guest with it no more than others do.
    if (this.taken.hasToStop) running.stop();
    return judged;
  }
}

function now(): number {
  return performance.now() / 1000;
}
