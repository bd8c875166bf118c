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
/** How many wait for this machine now, since when, and how long others did before; in seconds. */
let holders = 0;
let heldSince = 0;
let heldBefore = 0;

/**
 * Calls `ring` after that many seconds in which this process ran and no clock was held, to a tenth, and after everything
 * that guests had written by then was read.
 * @returns what stops it
 */
export function startClock(seconds: number, ring: () => void): () => void {
  if (clocks.size === 0) {
    time = new OwnTime(now());
    clearInterval(beats);
    beats = setInterval(onBeat, beat * 1000);
  }
  const clock = { limit: time.hear(now()) + seconds, ring };
  clocks.add(clock);
  return () => stop(clock);
}

/** All clocks stand still while a guest waits for this machine: others may wait for that guest. */
export async function holdClocks<T>(work: () => Promise<T>): Promise<T> {
  if (holders++ === 0) heldSince = machineTime();
  try {
    return await work();
  } finally {
    if (--holders === 0) heldBefore += machineTime() - heldSince;
  }
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
  return (holders > 0 ? heldSince : machineTime()) - heldBefore;
}

function machineTime(): number {
  return performance.now() / 1000;
}
