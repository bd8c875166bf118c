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
  /** Receives each event when it happens: for what is only counted, and may be gone the next moment. */
  count(event: RunEvent): void;
  /** Receives the same events in the same order, warnings and output aside; an end of a test once it is on the disk. */
  onEvent(event: RunEvent): void;
}
