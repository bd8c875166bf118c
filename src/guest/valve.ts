/** What lets work pass, or keeps it until it is open again. */
export class Valve {
  private closed = 0;
  private isForced = false;
  private waiting: (() => void)[] = [];

  pass(work: () => void): void {
    if (this.closed > 0 && !this.isForced) this.waiting.push(work);
    else work();
  }

  /** @returns what opens it again; of several that closed it, the last one does */
  close(): () => void {
    let isClosed = true;
    this.closed++;
    return () => {
      if (!isClosed) return;
      isClosed = false;
      this.closed--;
      if (this.closed === 0) this.open();
    };
  }

  /** Opens it for good. */
  stayOpen(): void {
    this.isForced = true;
    this.open();
  }

  private open(): void {
    for (const work of this.waiting.splice(0)) work();
  }
}
