import type { Results } from '../model/results.ts';
import { type ReportName, writeReports } from './write-reports.ts';

/** Keeps reports of the results so far on the disk while a run goes on, at a small part of the time. */
export interface ReportsSoFar {
  /**
   * To be called whenever there is a new result.
   * @param written is called when it is on the disk, or could not be written
   */
  changed(written?: () => void): void;
  /** Ends it. What was not written yet is not written any more; who waits for it is told all the same. */
  stop(): void;
}

const shortestPause = 200;

/**
 * Writes at once at the first change, later at most every fifth of a second, and never for more than a twentieth of the time.
 *
 * @param current gives the results so far, each time they are written
 * @param onError is told of a write that did not work; the next change tries again
 */
export function reportsSoFar(
  current: () => Results,
  folder: string,
  which: readonly ReportName[],
  onError: (error: unknown) => void,
): ReportsSoFar {
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;
  let listeners: (() => void)[] = [];

  function tell(): void {
    const told = listeners;
    listeners = [];
    for (const listener of told) listener();
  }

  function write(): void {
    waiting = false;
    const before = performance.now();
    try {
      writeReports(current(), folder, which);
    } catch (error) {
      onError(error);
    }
    tell();
    const pause = Math.max(shortestPause, 20 * (performance.now() - before));
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting) write();
    }, pause).unref();
  }

  return {
    changed(written) {
      if (written) listeners.push(written);
      if (timer === undefined) write();
      else waiting = true;
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      tell();
    },
  };
}
