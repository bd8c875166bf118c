/** Bytes that guests take from, and may take later than they are promised. */
export class Budget {
  private readonly free: () => number;
  private promised = 0;
  /** What was free when it was last asked for with nothing promised. */
  private whole = 0;

  /** @param free bytes that are free now: what guests have taken by now is not */
  constructor(free: () => number) {
    this.free = free;
  }

  /** Bytes that can be promised now. What others have taken meanwhile counts as what guests have. */
  left(): number {
    const free = this.free();
    if (this.promised === 0) this.whole = free;
    return Math.min(free, this.whole - this.promised);
  }

  /** @param bytes of what `left` has said just now */
  promise(bytes: number): void {
    this.promised += bytes;
  }

  giveBack(bytes: number): void {
    this.promised -= bytes;
  }
}
