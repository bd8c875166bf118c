/** Does what it is given in that order: at once, unless something before it takes its time. */
export class InTurn {
  private readonly onFailure: () => void;
  private readonly waiting: (() => Promise<void> | undefined)[] = [];
  private working: Promise<void> | undefined;
  private failure: { error: unknown } | undefined;

  /** @param onFailure called when something throws after it was given; nothing is done after that */
  constructor(onFailure: () => void) {
    this.onFailure = onFailure;
  }

  /** Whether what it is given now has to wait. */
  get isBusy(): boolean {
    return this.working !== undefined;
  }

  /** @throws what it throws, where it is done at once */
  do(work: () => Promise<void> | undefined): void {
    if (this.failure) return;
    if (this.working) {
      this.waiting.push(work);
      return;
    }
    const started = work();
    if (started) this.working = this.finish(started);
  }

  /**
   * Resolves when all is done.
   * @throws what something threw after it was given
   */
  async settled(): Promise<void> {
    await this.working;
    if (this.failure) throw this.failure.error;
  }

  private async finish(started: Promise<void>): Promise<void> {
    try {
      await started;
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) await next();
    } catch (error) {
      this.waiting.length = 0;
      this.failure = { error };
      this.onFailure();
    }
    this.working = undefined;
  }
}
