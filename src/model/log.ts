import type { TestResult } from './results.ts';

/** Where a step tells the user what it does. The terminal and the Action each have their own. */
export interface Log {
  /** Progress: what is happening now. May be overwritten by the next. */
  progress(text: string): void;
  info(text: string): void;
  /** Something did not work and the run goes on without it. */
  warning(text: string): void;
}

/** Who is told of a run's progress. */
export interface Reporter extends Log {
  testStarted(kernel: string, test: string): void;
  testEnded(result: TestResult): void;
}
