import type { Semaphore } from './semaphore.ts';

/** A kernel on which tests wait. */
export interface HelpedKernel {
  /** How many seconds earlier it is done with one more guest; 0 where that does not pay, or is not known. */
  secondsSaved(): number;
  /** Starts one more guest, which gives the slot back. */
  startGuest(release: () => void): void;
}

/** Seconds between two looks at what has changed. */
const pause = 0.05;

/** Gives slots that nobody waits for to the kernels that are done the earlier for it. */
export class SpareSlots {
  private readonly slots: Semaphore;
  private readonly kernels = new Set<HelpedKernel>();
  private timer: NodeJS.Timeout | undefined;

  constructor(slots: Semaphore) {
    this.slots = slots;
  }

  /** @returns to be called when it needs no more help */
  help(kernel: HelpedKernel): () => void {
    this.kernels.add(kernel);
    this.timer ??= setInterval(() => this.look(), pause * 1000);
    return () => {
      this.kernels.delete(kernel);
      if (this.kernels.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  private look(): void {
    // No more than are free now: a guest that finds nothing to do gives its slot back at once.
    for (let { free } = this.slots; free > 0; free--) {
      const kernel = this.mostHelped();
      const release = kernel && this.slots.tryAcquire();
      if (!kernel || !release) return;
      kernel.startGuest(release);
    }
  }

  private mostHelped(): HelpedKernel | undefined {
    let most: HelpedKernel | undefined;
    let saved = 0;
    for (const kernel of this.kernels) {
      const seconds = kernel.secondsSaved();
      if (seconds > saved) [most, saved] = [kernel, seconds];
    }
    return most;
  }
}
