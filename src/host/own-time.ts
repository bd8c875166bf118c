/** Seconds between two beats. */
export const beat = 0.1;

/** A gap of more seconds is a pause: this process was stopped, or busy. */
const longestGap = 0.25;

/** What a guest gets, in seconds, to be heard after a pause: it went on until a pipe was full, and has to be read. */
const grace = 1;

/** Seconds that graces add to a limit at most, so that it ends even where pauses never do. */
const longestGrace = 10;

/**
 * The time in which this process itself ran, in seconds from an arbitrary moment: of a pause (ctrl-Z, a busy loop, a
 * machine that slept) no more counts than a beat. Pure.
 */
export class OwnTime {
  private heardAt: number;
  private own = 0;
  private pausedAt = Number.NEGATIVE_INFINITY;

  /** @param now seconds, here and below, by a clock that goes on during a pause */
  constructor(now: number) {
    this.heardAt = now;
  }

  /** To be called once a beat, at least. @returns the time of this process */
  hear(now: number): number {
    const gap = now - this.heardAt;
    this.heardAt = now;
    if (gap <= longestGap) {
      this.own += gap;
    } else {
      this.own += beat;
      this.pausedAt = this.own;
    }
    return this.own;
  }

  /** Whether a limit, as the time of this process, is over, and what was written during a pause had its time to come. */
  isOver(limit: number): boolean {
    return this.own >= Math.max(limit, Math.min(this.pausedAt + grace, limit + longestGrace));
  }
}
