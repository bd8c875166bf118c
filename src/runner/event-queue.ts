/** Passes events in order from those that push to the one that iterates. Events pushed after the end are dropped. */
export class EventQueue<Event> implements AsyncIterable<Event> {
  private waiting: Event[] = [];
  private end: { error?: unknown } | undefined;
  private wake = () => {};

  push(event: Event): void {
    if (this.end) return;
    this.waiting.push(event);
    this.wake();
  }

  close(): void {
    this.end ??= {};
    this.wake();
  }

  /** Ends the queue: the iteration yields the events so far and then throws this. */
  fail(error: unknown): void {
    this.end ??= { error };
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void> {
    for (;;) {
      const batch = this.waiting;
      this.waiting = [];
      yield* batch;
      if (this.waiting.length > 0) continue;
      if (this.end && 'error' in this.end) throw this.end.error;
      if (this.end) return;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
