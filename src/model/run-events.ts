import type { KernelResult, NewGuest, PeerResult, RootfsResult, TestResult } from './results.ts';

/**
 * What the runner says happened. The record, the reports and the screen are made from these and from nothing else.
 * `kernel` and `test` are names, as in the results. An event that was emitted never changes.
 */
export type RunEvent =
  /**
   * Everything that is going to run. Each test on each kernel is errored, and stays so unless an event says otherwise.
   * Each has `rounds` attempts, from 1, besides those that replace one. Peers are there where guests run beside the tests.
   */
  | {
      type: 'run-started';
      kernels: readonly KernelResult[];
      rootfs?: RootfsResult;
      peers?: readonly PeerResult[];
      tests: readonly TestResult[];
      rounds: number;
    }
  /** Something happened to a guest beside the tests: what is known of it now. None after `run-ended`. */
  | { type: 'peer-changed'; peer: PeerResult }
  /** A guest is about to boot. `isExpected`: an option asks for it, or a verdict shows why it is needed. */
  | { type: 'guest-started'; guest: NewGuest; number: number; isExpected: boolean }
  /** A guest is ready. `guest` counts the guests of that kernel, from 1; `seconds` is from the start of its process. */
  | { type: 'kernel-booted'; kernel: string; guest: number; seconds: number }
  /** What a guest is given to run, in this order. It may not get to all of it, and may get more later. */
  | { type: 'tests-given'; kernel: string; guest: number; tests: readonly string[] }
  /** Each guest runs one test at a time; guests run side by side, those of one kernel too. */
  | { type: 'test-started'; kernel: string; test: string; guest: number }
  /** The kernel complained while `test` ran; while it booted or between two tests when there is none. */
  | { type: 'splat'; kernel: string; test?: string; title: string }
  /**
   * An attempt has ended, in that guest if it had one. `final`: it was the test's last, and the result stays as it is.
   */
  | { type: 'test-ended'; result: TestResult; final: boolean; guest?: number }
  /**
   * A guest has ended before the run did; what it was given and did not end is for another. `why` is for people.
   */
  | { type: 'guest-ended'; kernel: string; guest: number; why: string }
  /** No guest of this kernel gets as far as its first test: it is given up. */
  | { type: 'kernel-lost'; kernel: string; why: string }
  /** Something went wrong that is not about one test. */
  | { type: 'warning'; text: string }
  /** Nothing comes after it. `problem`: what made the rest of it impossible, for people. */
  | { type: 'run-ended'; interrupted: boolean; problem?: string };
