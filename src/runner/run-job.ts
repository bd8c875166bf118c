import type { GuestSettings } from '../guest/guest-settings.ts';
import type { Kernel } from '../model/provisions.ts';
import type { RootfsResult } from '../model/results.ts';
import type { RunEvent } from '../model/run-events.ts';
import type { Program, Test } from '../model/tests.ts';
import type { Times } from '../model/times.ts';
import type { Evidence } from '../verdict/evidence.ts';
import type { Policy } from '../verdict/judge.ts';
import type { AttemptOptions } from './attempts.ts';
import type { EarlyGuests } from './early-guests.ts';
import type { LostPeers } from './lost-peers.ts';
import type { Order } from './order.ts';
import type { PeersJob } from './running-peers.ts';
import type { Semaphore } from './semaphore.ts';
import type { SpareSlots } from './spare-slots.ts';

/** Everything that a run is made of. Names of kernels are unique, and so are names of tests. */
export interface RunJob extends AttemptOptions {
  tests: readonly Test[];
  kernels: readonly Kernel[];
  rootfs?: RootfsResult;
  settingsFor(kernel: Kernel): GuestSettings;
  /** Guests that boot already. Those that are not taken are not the run's. */
  early?: EarlyGuests;
  /** Guests that run beside those of the tests. */
  beside?: PeersJob | undefined;
  /** Why a program that failed did so, where that is certain; it changes no verdict. */
  hintFor?(program: Program, kernel: Kernel, end: Evidence['end']): string | undefined;
  /** Absolute path of the output folder. */
  output: string;
  policy: Policy;
  /** In which the tests of a kernel are started. Verdicts, reports and names of logs do not depend on it. */
  order: Order;
  /** What earlier runs took. */
  times: Times;
  /** Guests at a time, over all kernels. */
  jobs: number;
  /** Whether each test gets a guest of its own. */
  isolation: 'shared' | 'test';
  bootTimeoutSeconds: number;
  /** Bytes of each of a test's streams that are kept. */
  outputLimit: number;
}

/** What everything in a run shares. */
export interface RunContext {
  job: RunJob;
  slots: Semaphore;
  spareSlots: SpareSlots;
  /** Bytes that the subtests of one result may take in memory, and the kernel's log as many. */
  detailBytes: number;
  emit(event: RunEvent): void;
  /** Warns; the same text only once. */
  warn(text: string): void;
  signal: AbortSignal;
  /** Aborted when a test did not pass, and that ends the run, with all of its guests: see `untilFail`. */
  over: AbortController;
  /** Where there are guests beside the tests. */
  lostPeers?: LostPeers;
}
