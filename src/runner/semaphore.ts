/** Slots: at most `max` are taken at a time; whoever asks for one more waits, in the order in which they asked. */
export class Semaphore {
  private left: number;
  private readonly waiting: (() => void)[] = [];

  constructor(max: number) {
    this.left = max;
  }

  get free(): number {
    return this.left;
  }

  /** @returns the function that gives the slot back; calling it twice is harmless */
  async acquire(): Promise<() => void> {
    const release = this.tryAcquire();
    if (release) return release;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.releaseOnce();
  }

  /** The same; undefined where none is free now. */
  tryAcquire(): (() => void) | undefined {
    if (this.left === 0) return undefined;
    this.left--;
    return this.releaseOnce();
  }

  private releaseOnce(): () => void {
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const next = this.waiting.shift();
      if (next) next();
      else this.left++;
    };
  }
}
