import type { RunEvent } from './run-events.ts';

/** Where a step reports what it does. The terminal and the Action each have their own. */
export interface Log {
  /** Progress: what is happening now. The next may overwrite it; an empty one takes it away. */
  progress(text: string): void;
  info(text: string): void;
  /** Something did not work, and the run goes on without it. */
  warning(text: string): void;
}

/** Receives the events of a run, and shows them. */
export interface Reporter extends Log {
  onEvent(event: RunEvent): void;
}
