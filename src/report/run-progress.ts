import type { RunEvent } from '../model/run-events.ts';
import { isProblem } from './problems.ts';

/** How far the tests of one kernel are. Times are milliseconds on the clock of whoever counts. */
export interface KernelProgress {
  name: string;
  /** How often tests run on it, retries aside; `done` of them have ended. */
  total: number;
  done: number;
  /** Tests that have, for good. */
  failed: number;
  errored: number;
  /** How many it has right now. */
  guests: number;
  /** What runs right now, by the number of the guest. */
  running: ReadonlyMap<number, { test: string; since: number }>;
  /** When its first test started, and how many had ended without a turn by then. */
  start?: { at: number; done: number };
}

type Count = KernelProgress & { running: Map<number, { test: string; since: number }> };

/** Counts what a run has done, by kernel. Several guests of a kernel run side by side, and tests end in any order. */
export class RunProgress {
  private readonly counts = new Map<string, Count>();
  private rounds = 1;

  /** In the order of the run. */
  get kernels(): KernelProgress[] {
    return [...this.counts.values()];
  }

  /** @param now milliseconds */
  onEvent(event: RunEvent, now: number): void {
    switch (event.type) {
      case 'run-started':
        this.begin(event);
        break;
      case 'guest-started':
        this.count(event.guest.kernel, (count) => count.guests++);
        break;
      case 'guest-ended':
        this.count(event.kernel, (count) => {
          count.guests--;
          count.running.delete(event.guest);
        });
        break;
      case 'test-started':
        this.count(event.kernel, (count) => {
          count.running.set(event.guest, { test: event.test, since: now });
          count.start ??= { at: now, done: count.done };
        });
        break;
      case 'test-ended':
        this.count(event.result.kernel, (count) => this.countEnd(count, event));
        break;
    }
  }

  private begin({ kernels, tests, rounds }: Extract<RunEvent, { type: 'run-started' }>): void {
    this.rounds = rounds;
    for (const { name } of kernels)
      this.counts.set(name, { name, total: 0, done: 0, failed: 0, errored: 0, guests: 0, running: new Map() });
    for (const { kernel } of tests) this.count(kernel, (count) => (count.total += rounds));
  }

  private countEnd(count: Count, { result, final, guest }: Extract<RunEvent, { type: 'test-ended' }>): void {
    if (guest !== undefined) count.running.delete(guest);
    // One that had no turn has none in any round.
    if (final) count.done += result.attempts === 0 ? this.rounds : 1;
    else if (this.rounds > 1) count.done++;
    if (final && isProblem(result)) count[result.verdict === 'failed' ? 'failed' : 'errored']++;
  }

  private count(kernel: string, change: (count: Count) => void): void {
    const count = this.counts.get(kernel);
    if (count) change(count);
  }
}

/** How many tests end in a second, from the first start to now; undefined until enough have to tell. */
export function rateOf({ start, done }: KernelProgress, now: number): number | undefined {
  if (!start) return undefined;
  const ended = done - start.done;
  const seconds = (now - start.at) / 1000;
  return ended >= 3 && seconds >= 2 ? ended / seconds : undefined;
}
