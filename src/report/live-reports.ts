import { messageOf } from '../model/errors.ts';
import type { Reporter } from '../model/log.ts';
import type { Results } from '../model/results.ts';
import type { RunEvent } from '../model/run-events.ts';
import { type ReportName, writeReports } from './write-reports.ts';

/**
 * Keeps reports of the results so far on the disk while a run goes on, at a small part of the time, and hands events
 * on.
 */
export interface LiveReports {
  /**
   * To be called with each event. An end of a test is handed on when it is on the disk: what was shown stays known,
   * even if this process is killed the next moment. Everything else is handed on at once.
   * @param current gives the results so far, this event among them, whenever they are written
   */
  onEvent(event: RunEvent, current: () => Results): void;
  /**
   * Writes all reports, which ends it. What was not handed on yet is then handed on, even if they cannot be written.
   * @throws UmlRunError `report-unwritable`
   */
  finish(results: Results): void;
}

/** Milliseconds. */
const minPause = 200;

const which: readonly ReportName[] = ['results.json', 'junit.xml'];

/**
 * Writes at once at the first change, later at most every fifth of a second, and never for more than a twentieth of the
 * time. A write that does not work costs a warning, once; the next change tries again.
 * @param folder the output folder
 */
export function openLiveReports(folder: string, reporter: Reporter): LiveReports {
  let timer: NodeJS.Timeout | undefined;
  let unwritten: (() => Results) | undefined;
  let held: RunEvent[] = [];
  let warned: string | undefined;

  function handOn(): void {
    const events = held;
    held = [];
    for (const event of events) reporter.onEvent(event);
  }

  function warn(text: string): void {
    if (text !== warned) reporter.onEvent({ type: 'warning', text });
    warned = text;
  }

  function write(current: () => Results): void {
    unwritten = undefined;
    const before = performance.now();
    try {
      writeReports(current(), folder, which);
    } catch (error) {
      warn(messageOf(error));
    }
    handOn();
    const pause = Math.max(minPause, 20 * (performance.now() - before));
    timer = setTimeout(() => {
      timer = undefined;
      if (unwritten) write(unwritten);
    }, pause).unref();
  }

  return {
    onEvent(event, current) {
      if (event.type !== 'test-ended') {
        reporter.onEvent(event);
        return;
      }
      held.push(event);
      if (timer === undefined) write(current);
      else unwritten = current;
    },
    finish(results) {
      clearTimeout(timer);
      try {
        writeReports(results, folder);
      } finally {
        handOn();
      }
    },
  };
}
