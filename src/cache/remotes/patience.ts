import { abortable } from '../../model/abortable.ts';

/**
 * How long a service may keep requests waiting, all of a run together: some seconds, and the time that what it
 * transfers deserves. Time in which several requests wait counts once.
 */
export class Patience {
  private readonly limit: number;
  private readonly bytesPerSecond: number;
  private readonly exhausted = new AbortController();
  private requests = 0;
  /** Milliseconds from `since` on. */
  private left: number;
  private since = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param seconds what there is at the beginning, and at any time at most
   * @param bytesPerSecond a service that transfers so much costs no patience
   */
  constructor(seconds: number, bytesPerSecond: number) {
    this.limit = seconds * 1000;
    this.left = this.limit;
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Waits for one request, which is given a function to call for bytes that were transferred.
   * @throws Error when there is no patience left: the request goes on unheard; whatever it rejects with
   */
  async during<T>(request: (transferred: (bytes: number) => void) => Promise<T>): Promise<T> {
    if (this.requests++ === 0) this.wait(this.left);
    try {
      const transferred = (bytes: number) => this.wait(this.remaining() + (bytes / this.bytesPerSecond) * 1000);
      return await abortable(request(transferred), this.exhausted.signal);
    } finally {
      if (--this.requests === 0) this.pause();
    }
  }

  private remaining(): number {
    return this.left - (performance.now() - this.since);
  }

  private pause(): void {
    clearTimeout(this.timer);
    this.left = this.remaining();
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer);
    this.left = Math.min(milliseconds, this.limit);
    this.since = performance.now();
    const reason = new Error(`it kept requests waiting for more than ${this.limit / 1000} seconds`);
    this.timer = setTimeout(() => this.exhausted.abort(reason), this.left);
  }
}
