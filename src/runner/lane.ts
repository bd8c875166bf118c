import type { Source } from './attempt-supply.ts';
import type { GuestRun } from './guest-run.ts';
import type { GuestRunReport } from './guest-run-report.ts';
import type { RunContext } from './run-job.ts';
import type { StartReason } from './start-reason.ts';

/** The guests of one kernel, of which each lane has one at a time. */
export interface Crew extends Source {
  context: RunContext;
  newGuest(): GuestRun;
  /** Boots one ahead, where it is known by now that one is needed. */
  bootSpare(): GuestRun | undefined;
  /** Whether another guest may boot after this one. */
  isUsableAfter(report: GuestRunReport): boolean;
}

/** Guests that follow one another. Each has a slot; while it runs, the next one may boot. */
export class Lane {
  private readonly crew: Crew;
  private spare: GuestRun | undefined;

  constructor(crew: Crew) {
    this.crew = crew;
  }

  /**
   * Runs guests as long as there are tests for them.
   * @param reason for the first one
   * @param release gives back the slot that it has; without it, it waits for one
   * @throws the signal's reason
   */
  async run(reason: StartReason, release?: () => void): Promise<void> {
    let next = await this.runNext(reason, release);
    while (next) next = await this.runNext(next);
  }

  /** To be called when it has ended: a guest that was booted ahead may be left. */
  async close(): Promise<void> {
    await this.spare?.dismiss();
  }

  /** @returns why another one follows, if one does */
  private async runNext(reason: StartReason, release?: () => void): Promise<StartReason | undefined> {
    const { queue, context } = this.crew;
    const releaseSlot = release ?? (await context.slots.acquire());
    try {
      context.signal.throwIfAborted();
      // Others may have taken what there was.
      if (context.over.signal.aborted || !queue.hasFirst) return undefined;
      const guest = this.spare ?? this.crew.newGuest();
      this.spare = undefined;
      guest.onStart = () => {
        this.spare = this.crew.bootSpare();
      };
      const report = await guest.run(reason);
      context.signal.throwIfAborted();
      if (context.over.signal.aborted) return undefined;
      queue.putBack(report.left);
      return this.crew.isUsableAfter(report) && queue.hasFirst ? report.next : undefined;
    } finally {
      releaseSlot();
    }
  }
}
