import type { GuestResult, KernelResult, Results, TestResult, Verdict } from '../model/results.ts';
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
}

export const emptyRecord: RunRecord = { kernels: [], guests: [], tests: [], places: new Map(), boots: new Map() };

/** The record with one more event. */
export function applyEvent(record: RunRecord, event: RunEvent): RunRecord {
  switch (event.type) {
    case 'run-started': {
      const { kernels, tests } = event;
      const places = new Map(tests.map((test, index) => [placeOf(test), index]));
      return { kernels, guests: [], tests, places, boots: new Map() };
    }
    case 'guest-started':
      return { ...record, guests: [...record.guests, event.guest] };
    case 'kernel-booted': {
      const boots = [...(record.boots.get(event.kernel) ?? []), event.seconds];
      return { ...record, boots: new Map(record.boots).set(event.kernel, boots) };
    }
    case 'test-ended': {
      const index = record.places.get(placeOf(event.result));
      return index === undefined ? record : { ...record, tests: record.tests.with(index, event.result) };
    }
    default:
      return record;
  }
}

/** What the reports are made from. */
export function resultsOf({ kernels, guests, tests, boots }: RunRecord): Results {
  const totals: Record<Verdict, number> = { passed: 0, failed: 0, skipped: 0, errored: 0 };
  for (const { verdict } of tests) totals[verdict]++;
  return {
    version: 1,
    kernels: kernels.map((kernel) => ({ ...kernel, bootSeconds: median(boots.get(kernel.name) ?? []) })),
    guests: [...guests],
    tests: [...tests],
    totals,
  };
}

function placeOf({ kernel, name }: Pick<TestResult, 'kernel' | 'name'>): string {
  return JSON.stringify([kernel, name]);
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
