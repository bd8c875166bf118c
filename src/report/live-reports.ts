import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import type { Reporter } from '../model/log.ts';
import type { Results } from '../model/results.ts';
import type { RunEvent } from '../model/run-events.ts';
import { loadRenderers, type Renderers, resultsRenderer } from './renderers.ts';
import { Reserve } from './reserve.ts';
import { inSlices, type SlicedEnd, type SlicedWork } from './slices.ts';
import { reportsInPieces, writeReports } from './write-reports.ts';
import { WrittenOutputs } from './written-outputs.ts';

/**
 * Keeps reports of the results so far on the disk while a run goes on, at a small part of the time, and hands events
 * on.
 */
export interface LiveReports {
  /**
   * To be called with each event. An end of a test is handed on when it is on the disk: what was shown stays known,
   * even if this process is killed the next moment. What comes after it waits with it, so that the order stays the same,
   * but for warnings and output.
   * @param current gives the results so far, this event among them, whenever they are written
   * @throws UmlRunError `disk-full` when a run starts and there is no room for its reports
   */
  onEvent(event: RunEvent, current: () => Results): void;
  /**
   * Writes all reports, which ends it: to be called once, after the last event. What was not handed on yet is then handed
   * on, even if they cannot be written.
   * @returns whether they are all written; a warning says which are not
   */
  finish(results: Results): Promise<boolean>;
}

/** Milliseconds. */
const minPause = 200;
/** Milliseconds that a write keeps guests, their time limits and signals waiting at once, about. */
const slice = 20;

/**
 * Writes results.json at once when the run starts, and keeps room on the disk back for all reports. Writes again at the
 * first end of a test, later at most every fifth of a second, and never for more than a twentieth of the time; junit.xml,
 * too, once what makes it is loaded, which begins with the first guest. A long write is done in slices, between which guests
 * have their turn. A write that does not work costs a warning, once;
 * the next change tries again.
 * @param folder the output folder
 */
export function openLiveReports(folder: string, reporter: Pick<Reporter, 'onEvent'>): LiveReports {
  const outputs = new WrittenOutputs(resolve(folder));
  let reserve: Reserve | undefined;
  let isRefused = false;
  let timer: NodeJS.Timeout | undefined;
  let unwritten: (() => Results) | undefined;
  let loading: Promise<Renderers> | undefined;
  let live: Renderers = resultsRenderer;
  const held: RunEvent[] = [];
  let writing: SlicedWork | undefined;
  let isWriting = false;
  const warned = new Set<string>();

  /** @param count of those that were held when the write began, and the events that follow them up to the next end */
  function handOn(count = held.length): void {
    const next = held.findIndex((event, index) => index >= count && event.type === 'test-ended');
    const events = held.splice(0, next < 0 ? held.length : next);
    for (const event of events) reporter.onEvent(event);
  }

  function warn(text: string): void {
    if (!warned.has(text)) reporter.onEvent({ type: 'warning', text });
    warned.add(text);
  }

  function begin(results: Results): void {
    try {
      writeReports(results, folder, resultsRenderer);
      reserve = reserveFor(folder);
    } catch (error) {
      const cause = error instanceof UmlRunError ? error.cause : error;
      isRefused = isDiskFull(cause);
      if (isRefused) throw noRoomError(folder, cause);
      warn(messageOf(error));
    }
  }

  function load(): Promise<Renderers> {
    loading ??= loadRenderers().then((all) => {
      live = { ...live, 'junit.xml': all['junit.xml'] };
      return all;
    });
    return loading;
  }

  function warnOfRemoval(): void {
    if (reserve && !existsSync(folder))
      warn(`the output folder "${folder}" was removed meanwhile: it is made again, without what was in it`);
  }

  async function writeLast(results: Results, renderers: Renderers): Promise<boolean> {
    warnOfRemoval();
    // What did not end may have written something all the same.
    for (const test of results.tests) if (test.notRun) outputs.look(test);
    const end = await new Promise<SlicedEnd<boolean>>((resolve) => write(results, renderers, resolve));
    if ('error' in end) warn(messageOf(end.error));
    // Those that are written while the run goes on may well be whole the next time.
    else if (!end.value)
      warn(`no room on the disk of "${folder}": its reports leave out outputs, kernel logs and subtests`);
    return 'value' in end;
  }

  function write(results: Results, renderers: Renderers, onEnd: (end: SlicedEnd<boolean>) => void): SlicedWork {
    const { readTail } = outputs;
    return inSlices(reportsInPieces(results, folder, renderers, { reserve, readTail }), slice, onEnd);
  }

  function writeSoFar(current: () => Results): void {
    unwritten = undefined;
    isWriting = true;
    const written = held.length;
    const before = performance.now();
    warnOfRemoval();
    writing = write(current(), live, (end) => {
      isWriting = false;
      if ('error' in end) warn(messageOf(end.error));
      reserve?.restore();
      handOn(written);
      pause(Math.max(minPause, 20 * (performance.now() - before)));
    });
  }

  function pause(milliseconds: number): void {
    timer = setTimeout(() => {
      timer = undefined;
      if (unwritten) writeSoFar(unwritten);
    }, milliseconds).unref();
  }

  return {
    onEvent(event, current) {
      if (event.type === 'run-started') begin(current());
      // Should it fail, `finish` says so.
      if (event.type === 'guest-started') load().catch(() => undefined);
      const waits = held.length > 0 && event.type !== 'warning';
      if (event.type !== 'test-ended' && !waits) {
        reporter.onEvent(event);
        return;
      }
      held.push(event);
      if (event.type !== 'test-ended') return;
      outputs.look(event.result);
      if (timer === undefined && !isWriting) writeSoFar(current);
      else unwritten = current;
    },
    async finish(results) {
      clearTimeout(timer);
      if (isWriting) writing?.abandon();
      const renderers = await load().catch((error) => warn(messageOf(error)));
      const isWritten =
        isRefused || ((await writeLast(results, renderers ?? resultsRenderer)) && renderers !== undefined);
      reserve?.release();
      handOn();
      return isWritten;
    },
  };
}

function noRoomError(folder: string, cause: unknown): UmlRunError {
  const message = `no room for reports in the output folder "${folder}": ${messageOf(cause)}; free some, or name another with --output`;
  return new UmlRunError('disk-full', message, { cause });
}

/** What all reports of the results in results.json take when they are brief, and some more. */
function reserveFor(folder: string): Reserve {
  const reserve = new Reserve(resolve(folder), (256 << 10) + 3 * statSync(join(folder, 'results.json')).size);
  reserve.take();
  return reserve;
}
