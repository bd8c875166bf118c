import type { GuestResult, KernelResult, Results, TestResult } from '../model/results.ts';
import type { RunEvent } from '../model/run-events.ts';

/** What is known of a run so far: a fold over its events. A record that was handed on never changes. */
export interface RunRecord {
  readonly kernels: readonly KernelResult[];
  readonly guests: readonly GuestResult[];
  readonly tests: readonly TestResult[];
  /** Where in `tests` a test on a kernel is; made once, with the plan. */
  readonly places: ReadonlyMap<string, number>;
  /** Seconds that each guest took to boot, by the name of its kernel. */
  readonly boots: ReadonlyMap<string, readonly number[]>;
  /** Places of tests that have started, and not ended. */
  readonly running: ReadonlySet<number>;
  /** How the run has ended. */
  readonly end?: 'by-itself' | 'interrupted';
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
      const index = record.places.get(placeOf({ kernel: event.kernel, name: event.test }));
      return index === undefined ? record : { ...record, running: new Set(record.running).add(index) };
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
  const { kernels, guests, tests, boots, end } = record;
  const totals: Results['totals'] = { passed: 0, failed: 0, skipped: 0, errored: 0, notRun: 0 };
  for (const { verdict, notRun } of tests) {
    totals[verdict]++;
    if (notRun) totals.notRun++;
  }
  return {
    version: 1,
    kernels: kernels.map((kernel) => ({ ...kernel, bootSeconds: median(boots.get(kernel.name) ?? []) })),
    guests: [...guests],
    tests: tests.map((test, place) => (test.notRun ? { ...test, message: whyNotRun(place, record) } : test)),
    totals,
    interrupted: end !== 'by-itself',
  };
}

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
