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
  /** It has come to its end by itself. */
  readonly isWhole: boolean;
}

export const emptyRecord: RunRecord = {
  kernels: [],
  guests: [],
  tests: [],
  places: new Map(),
  boots: new Map(),
  isWhole: false,
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
    case 'test-ended': {
      const index = record.places.get(placeOf(event.result));
      return index === undefined ? record : { ...record, tests: record.tests.with(index, event.result) };
    }
    case 'run-ended':
      return { ...record, isWhole: !event.interrupted };
    default:
      return record;
  }
}

/** What the reports are made from. */
export function resultsOf({ kernels, guests, tests, boots, isWhole }: RunRecord): Results {
  const totals: Results['totals'] = { passed: 0, failed: 0, skipped: 0, errored: 0, notRun: 0 };
  for (const { verdict, notRun } of tests) {
    totals[verdict]++;
    if (notRun) totals.notRun++;
  }
  return {
    version: 1,
    kernels: kernels.map((kernel) => ({ ...kernel, bootSeconds: median(boots.get(kernel.name) ?? []) })),
    guests: [...guests],
    tests: [...tests],
    totals,
    interrupted: !isWhole,
  };
}

function placeOf({ kernel, name }: Pick<TestResult, 'kernel' | 'name'>): string {
  return JSON.stringify([kernel, name]);
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
