import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Verdict } from '../../src/model/results.ts';
import type { RunEvent } from '../../src/model/run-events.ts';
import { openScreen, type Screen } from '../../src/report/screen.ts';
import { widthOf } from '../../src/report/width.ts';
import { guest, kernel, testResult } from '../support/sample-results.ts';
import { FakeTerminal } from '../support/terminal.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const plain = { NO_COLOR: '1' };
const names = (count: number) => Array.from({ length: count }, (_, index) => `test-${index}`);

/** A run that goes on as it is told, on a screen. */
function runOn(screen: Screen, kernels: readonly string[], tests: readonly string[], rounds = 1) {
  const tell = (event: RunEvent) => {
    screen.count(event);
    screen.onEvent(event);
  };
  const unrun = { attempts: 0, failedAttempts: 0, notRun: true } as const;
  tell({
    type: 'run-started',
    kernels: kernels.map((name) => kernel(name)),
    tests: kernels.flatMap((on) => tests.map((name) => testResult(name, on, 'errored', 'not-started', unrun))),
    rounds,
  });
  return {
    tell,
    boot: (on: string, number = 1) =>
      tell({ type: 'guest-started', guest: guest(on, number), number, isExpected: true }),
    leave: (on: string, number = 1) => tell({ type: 'guest-ended', kernel: on, guest: number, why: 'it died' }),
    start: (test: string, on: string, number = 1) => tell({ type: 'test-started', kernel: on, test, guest: number }),
    end: (test: string, on: string, number = 1, verdict: Verdict = 'passed', final = true) =>
      tell({ type: 'test-ended', result: testResult(test, on, verdict, 'exit'), final, guest: number }),
  };
}

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

describe('on a terminal', () => {
  const open = (columns = 100, environment: NodeJS.ProcessEnv = plain) => {
    const terminal = new FakeTerminal(columns);
    return { terminal, screen: openScreen(terminal, { quiet: false, verbose: false, environment }) };
  };

  test('each kernel has a line: done, left, what did not pass, rate, when it is done, guests, and what they run', () => {
    const { terminal, screen } = open();
    const run = runOn(screen, ['5.10.209', '6.1.124'], names(300));
    expect(terminal.shown).toEqual([
      '5.10.209    0 done  300 left  0 guests',
      '6.1.124     0 done  300 left  0 guests',
    ]);
    run.boot('6.1.124', 1);
    run.boot('6.1.124', 2);
    run.start('test-0', '6.1.124', 1);
    run.start('test-1', '6.1.124', 2);
    pass(1);
    expect(terminal.shown).toEqual([
      '5.10.209    0 done  300 left  0 guests',
      '6.1.124     0 done  300 left  2 guests  test-0, test-1',
    ]);
    // The one that started last ends first.
    for (const name of names(40)) {
      run.end('test-1', '6.1.124', 2);
      run.start(name, '6.1.124', 2);
    }
    pass(19);
    expect(terminal.shown).toEqual([
      '5.10.209    0 done  300 left                    0 guests',
      '6.1.124    40 done  260 left  2.0/s  ETA 3 min  2 guests  test-0 (20 s), test-39 (19 s)',
    ]);
    run.leave('6.1.124', 1);
    pass(0.5);
    expect(terminal.shown[1]).toMatch(/ {2}1 guest {3}test-39 \(19 s\)$/);
  });

  test('nothing is said of a rate before there is one, nor of one that is over', () => {
    const { terminal, screen } = open();
    const run = runOn(screen, ['7.2.0'], ['a', 'b', 'c', 'd']);
    run.boot('7.2.0');
    run.start('a', '7.2.0');
    pass(10);
    run.end('a', '7.2.0');
    run.end('b', '7.2.0');
    pass(1);
    expect(terminal.shown.at(-1)).toBe('7.2.0  2 done  2 left  1 guest');
    run.end('c', '7.2.0');
    pass(1);
    expect(terminal.shown.at(-1)).toBe('7.2.0  3 done  1 left  15/min  ETA 4 s  1 guest');
    run.end('d', '7.2.0');
    run.leave('7.2.0');
    pass(1);
    expect(terminal.shown.at(-1)).toBe('7.2.0  4 done  0 left');
  });

  test('what had no turn tells nothing of the rate', () => {
    const { terminal, screen } = open();
    const run = runOn(screen, ['7.2.0'], names(100));
    const result = testResult('test-0', '7.2.0', 'errored', 'not-started', { attempts: 0 });
    for (let index = 0; index < 50; index++) run.tell({ type: 'test-ended', result, final: true });
    run.boot('7.2.0');
    run.start('test-1', '7.2.0');
    pass(10);
    expect(terminal.shown.at(-1)).toBe('7.2.0   50 done  50 left  50 errored  1 guest  test-1 (10 s)');
  });

  test('each round counts, and a retry does not', () => {
    const { terminal, screen } = open();
    const rounds = runOn(screen, ['7.2.0'], ['a', 'b'], 10);
    for (let round = 1; round < 10; round++) rounds.end('a', '7.2.0', 1, 'failed', false);
    rounds.end('a', '7.2.0', 1, 'failed');
    rounds.end('b', '7.2.0', 1, 'passed', false);
    pass(1);
    expect(terminal.shown.at(-1)).toBe('7.2.0  11 done  9 left  1 failed  0 guests');
    const unrun = runOn(screen, ['7.2.0'], ['a', 'b'], 10);
    const result = testResult('a', '7.2.0', 'errored', 'not-started', { attempts: 0 });
    unrun.tell({ type: 'test-ended', result, final: true });
    pass(1);
    expect(terminal.shown.at(-1)).toBe('7.2.0  10 done  10 left  1 errored  0 guests');
    const retries = runOn(screen, ['7.2.0'], ['a', 'b']);
    retries.end('a', '7.2.0', 1, 'failed', false);
    pass(1);
    expect(terminal.shown.at(-1)).toBe('7.2.0  0 done  2 left  0 guests');
  });

  test.each([
    [0.003, '11/h  ETA 9 h 20 min'],
    [0.028, '2/min  ETA 1 h'],
    [0.3, '18/min  ETA 6 min'],
    [2.5, '2.5/s  ETA 40 s'],
    [40, '40/s  ETA 3 s'],
  ])('at %d tests a second, a hundred take: %s', (rate, shown) => {
    const { terminal, screen } = open();
    const run = runOn(screen, ['7.2.0'], names(200));
    run.start('test-0', '7.2.0');
    for (const name of names(100)) run.end(name, '7.2.0');
    pass(100 / rate);
    expect(terminal.shown.at(-1)).toContain(`  ${shown}  `);
  });

  const many = ['5.10.209', '6.1.124-a-name-that-is-long', '6.12.6', '7.2.0', '漢字漢字漢字漢字漢字', 'a\nb'];

  test.each([1, 2, 20, 40, 80, 200])('lines fit into %i columns', (columns) => {
    const { terminal, screen } = open(columns);
    const run = runOn(screen, many, ['漢字'.repeat(50), ...names(50)]);
    for (const on of many) run.start('漢字'.repeat(50), on);
    pass(1);
    expect(terminal.shown).toHaveLength(many.length);
    for (const line of terminal.shown) expect(widthOf(line)).toBeLessThan(Math.max(2, columns));
  });

  test('kernels that do not fit into half of the terminal are counted; those that are done go first', () => {
    const { terminal, screen } = open();
    terminal.rows = 8;
    const run = runOn(screen, many, ['a']);
    run.end('a', '5.10.209');
    pass(1);
    expect(terminal.shown.slice(1).map((line) => line.split('  ')[0])).toEqual([
      '6.1.124-a-na…hat-is-long',
      '6.12.6',
      '7.2.0',
      'and 3 more kernels',
    ]);
  });

  test('other output comes above, and the lines are gone at the end', () => {
    const { terminal, screen } = open();
    screen.progress('unpacking the kernel');
    const run = runOn(screen, ['5.10.209', '6.1.124'], ['a', 'b']);
    screen.warning('the disk is slow\nand full');
    run.end('a', '6.1.124', 1, 'failed');
    run.tell({ type: 'warning', text: 'w' });
    const printed = [
      'warning: the disk is slow',
      'and full',
      'failed   6.1.124   0.012 s  a: exited with 0',
      'warning: w',
    ];
    expect(terminal.shown.slice(0, -2)).toEqual(printed);
    pass(1);
    expect(terminal.shown).toEqual([
      ...printed,
      '5.10.209  0 done  2 left            0 guests',
      '6.1.124   1 done  1 left  1 failed  0 guests',
    ]);
    run.tell({ type: 'run-ended', interrupted: false });
    screen.clear();
    expect(terminal.shown).toEqual([...printed, '']);
    pass(60);
    expect(terminal.shown).toEqual([...printed, '']);
  });

  test.each([10, 25, 79, 300])(
    'a terminal that is resized to %i columns keeps what was printed, and nothing else',
    (columns) => {
      const { terminal, screen } = open(80);
      const run = runOn(screen, ['5.10.209', '6.1.124'], names(100));
      screen.info('printed');
      run.start('a-name-that-takes-the-whole-width-of-the-terminal-and-more-than-that', '6.1.124');
      pass(1);
      terminal.columns = columns;
      screen.info('more');
      pass(1);
      expect(terminal.shown.slice(0, 2)).toEqual(['printed', 'more']);
      expect(terminal.shown).toHaveLength(4);
      for (const line of terminal.shown.slice(2)) expect(widthOf(line)).toBeLessThan(columns);
    },
  );

  test('many tests cost no more than a few lines a second', () => {
    const { terminal, screen } = open();
    const kernels = ['5.10.209', '6.1.124', '6.12.6', '7.2.0'];
    const run = runOn(screen, kernels, names(5000));
    const before = terminal.writes;
    for (const name of names(5000)) {
      for (const on of kernels) {
        run.start(name, on);
        run.end(name, on);
      }
      pass(0.001);
    }
    expect(terminal.shown.every((line) => line.includes('5000 done'))).toBe(true);
    expect(terminal.writes - before).toBeLessThanOrEqual(10);
    const atEnd = terminal.writes;
    pass(1000);
    expect(terminal.writes).toBe(atEnd);
  });

  test('with TERM=dumb, lines stay as in a log', () => {
    const { terminal, screen } = open(80, { TERM: 'dumb' });
    const run = runOn(screen, ['7.2.0'], ['a']);
    pass(400);
    run.end('a', '7.2.0');
    expect(terminal.shown).toEqual(['7.2.0: 0 of 1 done, 0 guests', 'passed   7.2.0  0.012 s  a', '']);
  });
});

describe('in a log', () => {
  const open = (quiet = false) => {
    let written = '';
    const stream = { isTTY: false, write: (text: string) => (written += text) };
    const screen = openScreen(stream, { quiet, verbose: quiet, environment: {} });
    return { screen, lines: () => written.split('\n').slice(0, -1) };
  };

  test('a kernel has a line each tenth, and no more than one in half a minute', () => {
    const { screen, lines } = open();
    const run = runOn(screen, ['7.2.0'], names(1000));
    run.boot('7.2.0');
    run.start('test-0', '7.2.0');
    for (const name of names(600)) {
      run.end(name, '7.2.0');
      pass(1);
    }
    expect(lines().map((line) => line.split(' done')[0])).toEqual(
      [100, 200, 300, 400, 500, 600].map((done) => `7.2.0: ${done} of 1000`),
    );
    expect(lines()[1]).toBe('7.2.0: 200 of 1000 done, 1.0/s, ETA 14 min, 1 guest');
    for (const name of names(400)) {
      run.end(name, '7.2.0');
      pass(0.1);
    }
    pass(1000);
    expect(
      lines()
        .slice(6)
        .map((line) => line.split(' done')[0]),
    ).toEqual(['7.2.0: 895 of 1000']);
  });

  test('one that gets nowhere has a line each five minutes, with what it runs', () => {
    const { screen, lines } = open();
    const run = runOn(screen, ['6.1.124', '7.2.0'], ['a', 'b']);
    run.boot('7.2.0');
    run.start('a', '7.2.0');
    pass(610);
    expect(lines()).toEqual([
      '6.1.124: 0 of 2 done, 0 guests',
      '7.2.0: 0 of 2 done, 1 guest, a (300 s)',
      '6.1.124: 0 of 2 done, 0 guests',
      '7.2.0: 0 of 2 done, 1 guest, a (600 s)',
    ]);
    run.end('a', '7.2.0', 1, 'failed');
    expect(lines().at(-1)).toBe('failed   7.2.0    0.012 s  a: exited with 0');
  });

  test('nothing is shown of it when it should be quiet', () => {
    const { screen, lines } = open(true);
    const run = runOn(screen, ['7.2.0'], ['a', 'b']);
    run.boot('7.2.0');
    run.start('a', '7.2.0');
    pass(1000);
    run.end('a', '7.2.0', 1, 'failed');
    expect(lines()).toEqual([]);
  });
});
