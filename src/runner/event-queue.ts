/** Events from whoever pushes them to the one who iterates, in order. What is pushed after the end is dropped. */
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

  /** The iteration throws this once it has given all events before it. */
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
