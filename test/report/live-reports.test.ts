import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Reporter } from '../../src/model/log.ts';
import type { RunEvent } from '../../src/model/run-events.ts';
import { openLiveReports } from '../../src/report/live-reports.ts';
import { large, ordinary, testResult as result } from '../support/sample-results.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const ended: RunEvent = { type: 'test-ended', result: result('a', '7.2.0', 'passed', 'exit'), final: true };

function listen(onEvent: (event: RunEvent) => void = () => {}): Reporter & { events: RunEvent[] } {
  const events: RunEvent[] = [];
  const ignore = () => undefined;
  return {
    events,
    progress: ignore,
    info: ignore,
    warning: ignore,
    onEvent(event) {
      events.push(event);
      onEvent(event);
    },
  };
}

test('results so far are written at once, and later ones together', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const folder = ownFolder();
  const path = join(folder, 'results.json');
  let times = 0;
  const give = (count: number) => () => {
    times++;
    return large(count);
  };
  const reports = openLiveReports(folder, listen());
  reports.onEvent(ended, give(1));
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(large(1));
  for (const count of [2, 3, 4]) reports.onEvent(ended, give(count));
  expect(times).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(times).toBe(2);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(large(4));
  reports.onEvent(ended, give(5));
  reports.onEvent(ended, give(6));
  reports.finish(large(6));
  vi.advanceTimersByTime(60_000);
  expect(times).toBe(3);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(large(6));
});

test('a write that does not work is warned of once, and everything is handed on all the same', () => {
  const folder = ownFolder();
  mkdirSync(join(folder, 'results.json/full'), { recursive: true });
  const reporter = listen();
  for (let run = 0; run < 2; run++) {
    const reports = openLiveReports(folder, reporter);
    reports.onEvent(ended, ordinary);
    reports.onEvent(ended, ordinary);
    expect(() => reports.finish(ordinary())).toThrow('results.json');
  }
  const warning = { type: 'warning', text: expect.stringContaining('results.json') };
  expect(reporter.events).toEqual([warning, ended, ended, warning, ended, ended]);

  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const again = listen();
  const reports = openLiveReports(folder, again);
  for (let time = 0; time < 3; time++) {
    reports.onEvent(ended, ordinary);
    vi.advanceTimersByTime(60_000);
  }
  expect(again.events.filter(({ type }) => type === 'warning')).toHaveLength(1);
  rmSync(join(folder, 'results.json'), { recursive: true });
  reports.onEvent(ended, ordinary);
  vi.advanceTimersByTime(60_000);
  expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toEqual(ordinary());
  reports.finish(ordinary());
});

test('an end is handed on when it is on the disk, and at the latest when the run is over', () => {
  const folder = ownFolder();
  const seen: boolean[] = [];
  const reporter = listen((event) => {
    if (event.type === 'test-ended') seen.push(existsSync(join(folder, 'results.json')));
  });
  const reports = openLiveReports(folder, reporter);
  reports.onEvent(ended, ordinary);
  expect(seen).toEqual([true]);
  reports.onEvent(ended, ordinary);
  expect(seen).toEqual([true]);
  reports.onEvent({ type: 'warning', text: 'w' }, ordinary);
  expect(reporter.events.at(-1)).toEqual({ type: 'warning', text: 'w' });
  reports.finish(ordinary());
  expect(seen).toEqual([true, true]);
});
