import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RunEvent } from '../../src/model/run-events.ts';
import { openLiveReports } from '../../src/report/live-reports.ts';
import { large, ordinary, testResult as result } from '../support/sample-results.ts';
import { onSmallDisk } from '../support/small-disk.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const ended: RunEvent = { type: 'test-ended', result: result('a', '7.2.0', 'passed', 'exit'), final: true };

function listen(onEvent: (event: RunEvent) => void = () => {}) {
  const events: RunEvent[] = [];
  return {
    events,
    onEvent(event: RunEvent) {
      events.push(event);
      onEvent(event);
    },
  };
}

test('results so far are written at once, and later ones together', async () => {
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
  await reports.finish(large(6));
  vi.advanceTimersByTime(60_000);
  expect(times).toBe(3);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(large(6));
});

test('a write that does not work is warned of once, and everything is handed on all the same', async () => {
  const folder = ownFolder();
  mkdirSync(join(folder, 'results.json/full'), { recursive: true });
  const reporter = listen();
  for (let run = 0; run < 2; run++) {
    const reports = openLiveReports(folder, reporter);
    reports.onEvent(ended, ordinary);
    reports.onEvent(ended, ordinary);
    expect(await reports.finish(ordinary())).toBe(false);
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
  expect(await reports.finish(ordinary())).toBe(true);
});

test('an end is handed on when it is on the disk, and at the latest when the run is over', async () => {
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
  await reports.finish(ordinary());
  expect(seen).toEqual([true, true]);
});

describe('a write of many results', () => {
  const many = large(40_000);
  const other: RunEvent = { ...ended, result: result('b', '7.2.0', 'passed', 'exit') };

  test('leaves turns to what else happens, and hands on only ends that it has written', async () => {
    const folder = ownFolder();
    const reporter = listen();
    const reports = openLiveReports(folder, reporter);
    reports.onEvent(ended, () => many);
    reports.onEvent(other, () => many);
    expect(reporter.events).toEqual([]);
    expect(existsSync(join(folder, 'results.json'))).toBe(false);
    while (reporter.events.length === 0) await new Promise(setImmediate);
    expect(reporter.events).toEqual([ended]);
    expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toEqual(many);
    await reports.finish(ordinary());
    expect(reporter.events).toEqual([ended, other]);
  });

  test('gives way to the last one, and leaves nothing of itself', async () => {
    const folder = ownFolder();
    const reporter = listen();
    const reports = openLiveReports(folder, reporter);
    reports.onEvent(ended, () => many);
    expect(await reports.finish(ordinary())).toBe(true);
    expect(reporter.events).toEqual([ended]);
    expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toEqual(ordinary());
    expect(readdirSync(folder).sort()).toEqual(['junit.xml', 'report.html', 'results.json', 'summary.md']);
  });
});

test('the last write leaves turns to what else happens, too', async () => {
  const reports = openLiveReports(ownFolder(), listen());
  let turns = 0;
  let next = setImmediate(function turn() {
    turns++;
    next = setImmediate(turn);
  });
  const isWritten = await reports.finish(large(2_000));
  clearImmediate(next);
  expect(isWritten).toBe(true);
  expect(turns).toBeGreaterThan(1);
});

test('reports show what a test has written by its end, by its last end, and by the end of the run without one', async () => {
  const folder = ownFolder();
  mkdirSync(join(folder, 'logs'));
  const results = ['whole', 'retried', 'cut-off', 'silent'].map((name) =>
    result(name, '7.2.0', 'failed', 'exit', { stdout: `logs/${name}.stdout`, stderr: `logs/${name}.stderr` }),
  );
  const reports = openLiveReports(folder, listen());
  const end = (index: number, text: string) => {
    const test = results[index]!;
    writeFileSync(join(folder, test.stdout), text);
    reports.onEvent({ type: 'test-ended', result: test, final: true }, ordinary);
  };
  end(0, 'of-the-whole');
  end(1, '');
  end(1, 'of-the-retried');
  end(3, 'once');
  end(3, '');
  writeFileSync(join(folder, results[2]!.stderr), 'of-the-cut-off');
  await reports.finish({
    ...ordinary(),
    tests: results.map((test, index) => (index === 2 ? { ...test, notRun: true } : test)),
  });
  for (const report of ['junit.xml', 'report.html']) {
    const text = readFileSync(join(folder, report), 'utf8');
    expect(text.match(/of-the-[a-z-]+|once/g)).toEqual(['of-the-whole', 'of-the-retried', 'of-the-cut-off']);
  }
});

test('what comes after an end that is not on the disk yet is handed on after it, but for warnings', async () => {
  const start = (name: string): RunEvent => ({ type: 'test-started', kernel: '7.2.0', test: name, guest: 1 });
  const warning: RunEvent = { type: 'warning', text: 'w' };
  const events = [start('a'), ended, start('b'), ended, start('c'), warning, ended, start('d')];
  const reporter = listen();
  const reports = openLiveReports(ownFolder(), reporter);
  for (const event of events) reports.onEvent(event, ordinary);
  expect(reporter.events).toEqual([...events.slice(0, 3), warning]);
  await reports.finish(ordinary());
  expect(reporter.events.filter((event) => event !== warning)).toEqual(events.filter((event) => event !== warning));
});

test('an output folder that is removed meanwhile is made again, and a warning says so', async () => {
  const folder = join(ownFolder(), 'output');
  const reporter = listen();
  const reports = openLiveReports(folder, reporter);
  reports.onEvent({ type: 'run-started', kernels: [], tests: [], rounds: 1 }, ordinary);
  rmSync(folder, { recursive: true });
  reports.onEvent(ended, ordinary);
  expect(existsSync(join(folder, 'results.json'))).toBe(true);
  expect(reporter.events).toContainEqual({ type: 'warning', text: expect.stringContaining('was removed meanwhile') });
  expect(await reports.finish(ordinary())).toBe(true);
});

test('junit.xml is kept up to date, too, once a guest has started', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const folder = ownFolder();
  const path = join(folder, 'junit.xml');
  const reports = openLiveReports(folder, listen());
  reports.onEvent(ended, ordinary);
  expect(existsSync(path)).toBe(false);
  const guest = { id: 'g', kernel: '7.2.0', log: 'logs/g.log', started: { after: null, why: 'first' } };
  reports.onEvent({ type: 'guest-started', guest, number: 1, isExpected: true }, ordinary);
  await vi.dynamicImportSettled();
  reports.onEvent(ended, ordinary);
  vi.advanceTimersByTime(60_000);
  expect(existsSync(path)).toBe(true);
  await reports.finish(ordinary());
});

describe('on a disk that', () => {
  async function runOn(options: string, scenario: string) {
    const script = join(import.meta.dirname, 'run-on-disk.ts');
    const { stdout } = await onSmallDisk(options, `"$node" "${script}" "$disk/output" ${scenario}`);
    return JSON.parse(stdout.join(''));
  }
  const reportFiles = ['junit.xml', 'logs', 'report.html', 'results.json', 'summary.md'];
  const totals = { passed: 0, failed: 20, skipped: 0, errored: 0, notRun: 0 };

  test.each(['output', 'end-of-output'])(
    'what tests write (%s) fills, each report is there, with each verdict, and a warning says what is missing',
    async (scenario) => {
      const ran = await runOn('size=5m', scenario);
      expect(ran).toMatchObject({ isWritten: true, files: reportFiles, totals, handedOn: 20 });
      expect(ran.problem).toMatch(/^cannot keep output in .*a\.stdout: no room left on the disk/);
      expect(ran.warnings).toEqual([expect.stringMatching(/^no room on the disk of .*leave out/)]);
      expect(ran.others).toBe('what another test wrote');
    },
  );

  test('somebody else fills, each report is there', async () => {
    const ran = await runOn('size=5m', 'others');
    expect(ran).toMatchObject({ isWritten: true, files: reportFiles, totals, handedOn: 20 });
  });

  test('has no room for more files, each report is there', async () => {
    expect(await runOn('size=200m,nr_inodes=40', 'files')).toMatchObject({
      isWritten: true,
      files: reportFiles,
      totals,
    });
  });

  test('becomes read-only, what is known is handed on, and it is said that reports are missing', async () => {
    const ran = await runOn('size=200m', 'read-only');
    expect(ran).toMatchObject({ isWritten: false, handedOn: 20, files: [] });
    expect(ran.warnings.at(-1)).toMatch(
      /cannot write report ".*results\.json": it is on a read-only file system.*report\.html": it is on a read-only file system/,
    );
  });

  test('is full from the start, no test is started', async () => {
    const ran = await runOn('size=1m', 'full');
    expect(ran.error).toMatch(
      /^disk-full 3 no room for reports in the output folder ".*": no room left on the disk.*; free some, or name/,
    );
    expect(ran.isWritten).toBe(true);
  });
});
