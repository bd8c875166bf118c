/** Slots: at most `max` are taken at a time; whoever asks for one more waits, in the order in which they asked. */
export class Semaphore {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(max: number) {
    this.free = max;
  }

  /** @returns the function that gives the slot back; calling it twice is harmless */
  async acquire(): Promise<() => void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    };
  }
}
