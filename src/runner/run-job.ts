import type { GuestSettings } from '../guest/guest-settings.ts';
import type { Kernel } from '../model/provisions.ts';
import type { RunEvent } from '../model/run-events.ts';
import type { Test } from '../model/tests.ts';
import type { Policy } from '../verdict/judge.ts';
import type { AttemptOptions } from './attempts.ts';
import type { Semaphore } from './semaphore.ts';

/** Everything that a run is made of. Kernels and tests have names that are unique among them. */
export interface RunJob extends AttemptOptions {
  tests: readonly Test[];
  kernels: readonly Kernel[];
  settingsFor(kernel: Kernel): GuestSettings;
  /** Absolute path of the output folder. */
  output: string;
  policy: Policy;
  /** Guests at a time, over all kernels. */
  jobs: number;
  /** Whether each test gets a guest of its own. */
  isolation: 'shared' | 'test';
  bootTimeoutSeconds: number;
  /** Bytes of each of a test's streams that are kept. */
  outputLimit: number;
}

/** What all that runs at a time shares. */
export interface RunContext {
  job: RunJob;
  slots: Semaphore;
  emit(event: RunEvent): void;
  /** Warns once of what goes wrong alike with every test. */
  warn(text: string): void;
  signal: AbortSignal;
  /** A test did not pass, and that was the end of it: see `untilFail`. */
  isOver: boolean;
}
