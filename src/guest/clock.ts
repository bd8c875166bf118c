import { beat, OwnTime } from './own-time.ts';

interface Clock {
  /** As the time of this process. */
  limit: number;
  ring(): void;
}

/** Turns of the loop in which all that a channel can hold is read: some 200 KB, of which a turn takes 64. */
const turns = 8;

const clocks = new Set<Clock>();
let time = new OwnTime(0);
let beats: NodeJS.Timeout | undefined;

/** The clock of one guest: it has one limit at a time, and stands still while the guest waits for this machine. */
export class GuestClock {
  private limit: { seconds: number; ring: () => void } | undefined;
  private stopRunning: (() => number) | undefined;
  private isHeld = false;

  /** Calls `ring` as `startClock` does, and forgets what was set before. */
  set(seconds: number, ring: () => void): void {
    this.stop();
    this.limit = { seconds, ring };
    this.run();
  }

  stop(): void {
    this.pause();
    this.limit = undefined;
  }

  hold(): void {
    this.isHeld = true;
    this.pause();
  }

  letGo(): void {
    this.isHeld = false;
    this.run();
  }

  private run(): void {
    const { limit } = this;
    if (!limit || this.isHeld) return;
    this.stopRunning = startClock(limit.seconds, () => {
      this.stop();
      limit.ring();
    });
  }

  private pause(): void {
    const seconds = this.stopRunning?.();
    this.stopRunning = undefined;
    if (this.limit && seconds !== undefined) this.limit = { ...this.limit, seconds };
  }
}

/**
 * Calls `ring` after that many seconds in which this process ran, to a tenth, and after everything that guests had
 * written by then was read.
 * @returns what stops it, and says how many seconds were left
 */
function startClock(seconds: number, ring: () => void): () => number {
  if (clocks.size === 0) {
    time = new OwnTime(now());
    clearInterval(beats);
    beats = setInterval(onBeat, beat * 1000);
  }
  const clock = { limit: time.hear(now()) + seconds, ring };
  clocks.add(clock);
  return () => {
    const left = clock.limit - time.hear(now());
    stop(clock);
    return left;
  };
}

function stop(clock: Clock): boolean {
  const wasSet = clocks.delete(clock);
  if (clocks.size === 0) clearInterval(beats);
  return wasSet;
}

function onBeat(): void {
  time.hear(now());
  for (const clock of clocks) {
    if (time.isOver(clock.limit)) afterTurns(turns, () => stop(clock) && clock.ring());
  }
}

/** Timers come before what is there to be read; each turn reads a part of it. */
function afterTurns(count: number, work: () => void): void {
  setImmediate(() => (count > 1 ? afterTurns(count - 1, work) : work()));
}

function now(): number {
  return performance.now() / 1000;
}
