import type {
  GuestResult,
  KernelResult,
  NewGuest,
  PeerResult,
  Results,
  RootfsResult,
  TestResult,
} from '../model/results.ts';
import type { RunEvent } from '../model/run-events.ts';

/**
 * What is known of a run so far, from its events. Each changes it in place: a run may have 100,000 results, and a copy of
 * them for each event would take longer than the tests. What it has given never changes.
 */
export class RunRecord {
  private kernels: readonly KernelResult[] = [];
  private rootfs: RootfsResult | undefined;
  /** And their numbers among those of their kernel. */
  private readonly guests: (NewGuest & { number: number })[] = [];
  private peers: readonly PeerResult[] | undefined;
  private tests: TestResult[] = [];
  /** Where in `tests` a test on a kernel is. */
  private places = new Map<string, number>();
  /** Seconds that each guest took to boot, by the name of its kernel. */
  private readonly boots = new Map<string, number[]>();
  /** The guests of tests that have started, and not ended, by the place of the test. */
  private readonly running = new Map<number, number>();
  /** Names of the tests that a guest has started, in their order. */
  private readonly starts = new Map<string, string[]>();
  private end: RunEnd | undefined;

  /** Takes the events of one run, in their order. What is of no test of the run changes nothing. */
  apply(event: RunEvent): void {
    switch (event.type) {
      case 'run-started':
        this.kernels = event.kernels;
        this.rootfs = event.rootfs;
        this.peers = event.peers;
        this.tests = [...event.tests];
        this.places = new Map(event.tests.map((test, index) => [placeOf(test), index]));
        break;
      case 'peer-changed':
        this.peers = this.peers?.map((one) => (one.name === event.peer.name ? event.peer : one));
        break;
      case 'guest-started':
        this.guests.push({ ...event.guest, number: event.number });
        break;
      case 'kernel-booted':
        addTo(this.boots, event.kernel, event.seconds);
        break;
      case 'test-started': {
        const index = this.places.get(placeOf({ kernel: event.kernel, name: event.test }));
        if (index === undefined) break;
        this.running.set(index, event.guest);
        addTo(this.starts, placeOfGuest(event), event.test);
        break;
      }
      case 'test-ended': {
        const index = this.places.get(placeOf(event.result));
        if (index === undefined) break;
        this.running.delete(index);
        this.tests[index] = event.result;
        break;
      }
      case 'guest-ended':
        for (const [index, guest] of this.running)
          if (guest === event.guest && this.tests[index]?.kernel === event.kernel) this.running.delete(index);
        break;
      case 'run-ended':
        this.end = event;
        break;
    }
  }

  /** What the reports are made from: a copy, in time proportional to the run. */
  results(): Results {
    const totals: Results['totals'] = { passed: 0, failed: 0, skipped: 0, errored: 0, notRun: 0 };
    for (const { verdict, notRun } of this.tests) {
      totals[verdict]++;
      if (notRun) totals.notRun++;
    }
    return {
      version: 1,
      kernels: this.kernels.map((kernel) => ({ ...kernel, bootSeconds: median(this.boots.get(kernel.name) ?? []) })),
      ...(this.rootfs && { rootfs: this.rootfs }),
      guests: this.guestResults(),
      ...(this.peers && { peers: [...this.peers] }),
      tests: this.tests.map((test, place) =>
        test.notRun ? { ...test, message: whyNotRun(this.end, this.running.has(place)) } : test,
      ),
      totals,
      interrupted: this.end?.interrupted ?? true,
    };
  }

  private guestResults(): GuestResult[] {
    return this.guests.map(({ number, ...guest }) => {
      const starts = this.starts.get(placeOfGuest({ kernel: guest.kernel, guest: number }));
      return { ...guest, tests: [...(starts ?? [])] };
    });
  }
}

type RunEnd = Extract<RunEvent, { type: 'run-ended' }>;

function addTo<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** @param guest counts the guests of its kernel, from 1 */
const placeOfGuest = ({ kernel, guest }: { kernel: string; guest: number }) => `${guest} ${kernel}`;

function whyNotRun(end: RunEnd | undefined, isRunning: boolean): string {
  const when = isRunning ? 'while it ran' : 'before its turn';
  if (end?.problem !== undefined) return `the run ended ${when}: ${end.problem}`;
  return `${end?.interrupted ? 'the run was interrupted' : 'the run ended'} ${when}`;
}

function placeOf({ kernel, name }: Pick<TestResult, 'kernel' | 'name'>): string {
  return JSON.stringify([kernel, name]);
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
