import type { GuestResult, KernelResult, NewGuest, Results, TestResult } from '../model/results.ts';
import type { RunEvent } from '../model/run-events.ts';

/** What is known of a run so far: a fold over its events. A record that was handed on never changes. */
export interface RunRecord {
  readonly kernels: readonly KernelResult[];
  readonly guests: readonly NewGuest[];
  readonly tests: readonly TestResult[];
  /** Where in `tests` a test on a kernel is; made once, with the plan. */
  readonly places: ReadonlyMap<string, number>;
  /** Seconds that each guest took to boot, by the name of its kernel. */
  readonly boots: ReadonlyMap<string, readonly number[]>;
  /** Places of tests that have started, and not ended. */
  readonly running: ReadonlySet<number>;
  /** The last start of a test. */
  readonly lastStart?: Start;
  /** How the run has ended. */
  readonly end?: 'by-itself' | 'interrupted';
}

/** A start of a test in a guest, which counts from 1 on its kernel. */
interface Start {
  readonly kernel: string;
  readonly guest: number;
  readonly test: string;
  /** Starts are a list from the last to the first, so that one more costs no copy. */
  readonly before: Start | undefined;
}

export const emptyRecord: RunRecord = {
  kernels: [],
  guests: [],
  tests: [],
  places: new Map(),
  boots: new Map(),
  running: new Set(),
};

/** The record with one more event. */
export function applyEvent(record: RunRecord, event: RunEvent): RunRecord {
  switch (event.type) {
    case 'run-started': {
      const { kernels, tests } = event;
      const places = new Map(tests.map((test, index) => [placeOf(test), index]));
      return { ...emptyRecord, kernels, tests, places };
    }
    case 'guest-started':
      return { ...record, guests: [...record.guests, event.guest] };
    case 'kernel-booted': {
      const boots = [...(record.boots.get(event.kernel) ?? []), event.seconds];
      return { ...record, boots: new Map(record.boots).set(event.kernel, boots) };
    }
    case 'test-started': {
      const { kernel, test, guest } = event;
      const index = record.places.get(placeOf({ kernel, name: test }));
      if (index === undefined) return record;
      const lastStart = { kernel, guest, test, before: record.lastStart };
      return { ...record, lastStart, running: new Set(record.running).add(index) };
    }
    case 'test-ended': {
      const index = record.places.get(placeOf(event.result));
      if (index === undefined) return record;
      const running = new Set([...record.running].filter((other) => other !== index));
      return { ...record, running, tests: record.tests.with(index, event.result) };
    }
    case 'run-ended':
      return { ...record, end: event.interrupted ? 'interrupted' : 'by-itself' };
    default:
      return record;
  }
}

/** What the reports are made from. */
export function resultsOf(record: RunRecord): Results {
  const { kernels, tests, boots, end } = record;
  const totals: Results['totals'] = { passed: 0, failed: 0, skipped: 0, errored: 0, notRun: 0 };
  for (const { verdict, notRun } of tests) {
    totals[verdict]++;
    if (notRun) totals.notRun++;
  }
  return {
    version: 1,
    kernels: kernels.map((kernel) => ({ ...kernel, bootSeconds: median(boots.get(kernel.name) ?? []) })),
    guests: guestsIn(record),
    tests: tests.map((test, place) => (test.notRun ? { ...test, message: whyNotRun(place, record) } : test)),
    totals,
    interrupted: end !== 'by-itself',
  };
}

function guestsIn({ guests, lastStart }: RunRecord): GuestResult[] {
  const started = new Map<string, string[]>();
  for (let start = lastStart; start; start = start.before) {
    const place = placeOfGuest(start);
    const tests = started.get(place);
    if (tests) tests.push(start.test);
    else started.set(place, [start.test]);
  }
  const counts = new Map<string, number>();
  return guests.map((one) => {
    const { kernel } = one;
    const guest = (counts.get(kernel) ?? 0) + 1;
    counts.set(kernel, guest);
    return { ...one, tests: (started.get(placeOfGuest({ kernel, guest })) ?? []).toReversed() };
  });
}

const placeOfGuest = ({ kernel, guest }: Pick<Start, 'kernel' | 'guest'>) => `${guest} ${kernel}`;

function whyNotRun(place: number, { end, running }: RunRecord): string {
  const what = end === 'interrupted' ? 'the run was interrupted' : 'the run ended';
  return `${what} ${running.has(place) ? 'while it ran' : 'before its turn'}`;
}

function placeOf({ kernel, name }: Pick<TestResult, 'kernel' | 'name'>): string {
  return JSON.stringify([kernel, name]);
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
