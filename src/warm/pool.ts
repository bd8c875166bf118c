import { join } from 'node:path';
import type { GuestSettings } from '../guest/guest-settings.ts';
import { explain } from '../guest/run-guest.ts';
import { removeFolderAside, type Scratch } from '../guest/scratch.ts';
import { messageOf, UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import type { CallNeeds } from './call-needs.ts';
import { Habit } from './habit.ts';
import {
  count,
  emptyPool,
  isAhead,
  nextPoolState,
  type PoolEffect,
  type PoolInput,
  type PoolLimits,
} from './pool-state.ts';
import { runWarmGuest, type WarmGuest } from './warm-guest.ts';

export interface PoolJob {
  kernel: Kernel;
  limits: PoolLimits;
  /** A guest runs one call after another; else each call has one of its own. */
  isShared: boolean;
  bootTimeoutSeconds: number;
  scratch: Scratch;
  needs: CallNeeds;
  /** Told why a guest was lost that no call had. */
  warn(text: string): void;
  /** Stages tests for one guest, with a folder of its own. @throws UmlRunError */
  stage(tests: readonly Test[], scratch: Scratch): Promise<GuestSettings>;
}

interface Call {
  resolve(guest: WarmGuest): void;
  reject(error: unknown): void;
  /** Its signal does not concern the pool any more. */
  release(): void;
}

/** So much memory is free where the files of a guest go there: far more than they are. */
const enoughBytes = 256 << 20;

/** How many guests there are of each kind. */
export interface PoolCounts {
  booting: number;
  waiting: number;
  busy: number;
  /** Calls that wait for a guest. */
  queued: number;
}

/** Guests that are booted ahead, for calls that come. */
export class Pool {
  private readonly job: PoolJob;
  private state = emptyPool;
  private readonly calls = new Map<number, Call>();
  private readonly ready = new Map<number, WarmGuest>();
  private readonly stops = new Map<number, AbortController>();
  private readonly ends = new Map<number, Promise<void>>();
  private nextCall = 0;
  private readonly habit = new Habit();
  /** For the files of guests that need little. */
  private littleFolder: string | undefined;

  /** Boots the first of them. */
  constructor(job: PoolJob) {
    this.job = job;
    this.dispatch({ type: 'start' });
  }

  /**
   * A guest that can run a test.
   * @param leavesFiles it needs a place for what it leaves behind
   * @throws UmlRunError `guest-failed` when none boots; the system's error when a file of the test is gone; the signal's reason
   */
  async take(test: Test, leavesFiles: boolean, signal: AbortSignal): Promise<WarmGuest> {
    signal.throwIfAborted();
    const stage = this.job.needs.stageFor(test, leavesFiles);
    this.habit.note(test.program);
    const id = this.nextCall++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.calls.delete(id);
        this.dispatch({ type: 'call-gone', id });
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave);
      const release = () => signal.removeEventListener('abort', leave);
      this.calls.set(id, { resolve, reject, release });
      this.dispatch({ type: 'call', id, stage });
    });
  }

  counts(): PoolCounts {
    const of = (phase: 'booting' | 'waiting' | 'busy') => count(this.state, phase);
    return { booting: of('booting'), waiting: of('waiting'), busy: of('busy'), queued: this.state.calls.length };
  }

  /** Ends all guests, and waits until they are gone. Calls that wait are refused. */
  async end(): Promise<void> {
    this.dispatch({ type: 'end' });
    await Promise.all(this.ends.values());
  }

  private dispatch(input: PoolInput): void {
    const [next, effects] = nextPoolState(this.state, input, this.job.limits);
    this.state = next;
    for (const effect of effects) this.run(effect);
  }

  private run(effect: PoolEffect): void {
    switch (effect.do) {
      case 'boot':
        this.ends.set(effect.guest, this.boot(effect.guest, effect.stage));
        break;
      case 'hand':
        this.hand(effect.guest, effect.call);
        break;
      case 'refuse':
        this.settle(effect.call)?.reject(new UmlRunError('guest-failed', effect.why));
        break;
      case 'stop':
        this.stops.get(effect.guest)?.abort(new Error('not needed any more'));
        break;
    }
  }

  /** @throws never: whatever goes wrong is why the guest has ended. */
  private async boot(id: number, stage: number): Promise<void> {
    const { kernel, isShared, bootTimeoutSeconds, scratch: common, needs } = this.job;
    const name = `guest-${id + 1}`;
    const isRoomy = needs.isRoomy(stage);
    const stop = new AbortController();
    this.stops.set(id, stop);
    let why = '';
    let folder: string | undefined;
    try {
      this.littleFolder ??= common.memory.folderForLittle(enoughBytes) ?? common.folder;
      folder = join(isRoomy ? common.folder : this.littleFolder, `${name}-files`);
      const scratch = { ...common, folder };
      const settings = await this.job.stage(needs.testsOf(stage), scratch);
      const logPath = join(scratch.folder, 'console.log');
      const expected = () => this.habit.expected;
      const job = { kernel, settings, name, logPath, bootTimeoutSeconds, isShared, leavesFiles: isRoomy, expected };
      const onReady = (guest: WarmGuest) => {
        this.ready.set(id, guest);
        this.dispatch({ type: 'ready', guest: id });
      };
      const onUsed = () => this.dispatch({ type: 'used', guest: id });
      why = explain(await runWarmGuest(job, { onReady, onUsed }, stop.signal));
    } catch (error) {
      why = messageOf(error);
    }
    this.stops.delete(id);
    this.ready.delete(id);
    if (!stop.signal.aborted && this.isAhead(id)) this.job.warn(`a guest was lost: ${why}`);
    this.dispatch({ type: 'gone', guest: id, why });
    if (folder !== undefined) await removeFolderAside(folder);
    this.ends.delete(id);
  }

  private isAhead(id: number): boolean {
    return this.state.guests.some((guest) => guest.id === id && isAhead(guest.phase));
  }

  private hand(guest: number, call: number): void {
    const warm = this.ready.get(guest);
    if (warm) this.settle(call)?.resolve(warm);
  }

  private settle(id: number): Call | undefined {
    const call = this.calls.get(id);
    this.calls.delete(id);
    call?.release();
    return call;
  }
}
