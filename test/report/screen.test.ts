import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/run-events.ts';
import { openScreen } from '../../src/report/screen.ts';
import { guest, kernel, ordinary, testResult } from '../support/sample-results.ts';

interface Surroundings {
  isTTY: boolean;
  columns?: number;
  quiet?: boolean;
  verbose?: boolean;
  environment?: NodeJS.ProcessEnv;
  now?: () => number;
}

function screenOn({ quiet = false, verbose = false, environment = {}, now = () => 0, ...stream }: Surroundings) {
  let written = '';
  const options = { quiet, verbose, environment, now };
  const screen = openScreen({ ...stream, write: (text: string) => (written += text) }, options);
  return { screen, written: () => written };
}

test('writes plain lines where there is no terminal', () => {
  const { screen, written } = screenOn({ isTTY: false });
  screen.progress('fetching the kernel');
  screen.onEvent({ type: 'test-ended', result: testResult('a', '7.2.0', 'passed', 'exit'), final: true });
  screen.warning('the cache is down\n::error::owned');
  screen.info('done\x1b[2J');
  expect(written()).toBe(
    'fetching the kernel\npassed   7.2.0  0.012 s  a\nwarning: the cache is down\n: :error::owned\ndone\n',
  );
});

test('does not write a line for each step of a count there', () => {
  const { screen, written } = screenOn({ isTTY: false });
  for (const text of [
    'fetching 6.1: 1 MB',
    'fetching 6.1: 2.5 MB',
    'fetching 7.2: 1 MB',
    '1 of 20',
    '2 of 20',
    '3/9',
    '40%',
  ])
    screen.progress(text);
  expect(written()).toBe('fetching 6.1: 1 MB\nfetching 7.2: 1 MB\n1 of 20\n');
});

test('writes one now and then while something takes long, whatever else is going on', () => {
  let seconds = 0;
  const { screen, written } = screenOn({ isTTY: false, now: () => seconds * 1000 });
  for (; seconds < 40; seconds++)
    for (const suite of ['5.10', '6.1']) screen.progress(`fetching ${suite}: ${seconds} of 60 MB`);
  expect(written()).toBe(
    [0, 15, 30].map((at) => `fetching 5.10: ${at} of 60 MB\nfetching 6.1: ${at} of 60 MB\n`).join(''),
  );
});

test('keeps one line of progress below the others on a terminal', () => {
  const { screen, written } = screenOn({ isTTY: true, columns: 20, environment: { NO_COLOR: '1' } });
  screen.progress('1 of 2\nrunning');
  screen.onEvent({ type: 'test-ended', result: testResult('a', '7.2.0', 'passed', 'exit'), final: true });
  screen.progress('a text that is longer than the terminal');
  screen.clear();
  expect(written()).toBe(
    '1 of 2\\nrunning\r\x1b[Jpassed   7.2.0  0.012 s  a\n1 of 2\\nrunning\r\x1b[Ja text that is lon…\r\x1b[J',
  );
});

test('an empty progress takes the last one away, and is no line of its own', () => {
  const written = [true, false].map((isTTY) => {
    const shown = screenOn({ isTTY, environment: { NO_COLOR: '1' } });
    shown.screen.progress('waiting');
    shown.screen.progress('');
    return shown.written();
  });
  expect(written).toEqual(['waiting\r\x1b[J', 'waiting\n']);
});

test('writes only warnings and what did not pass when it should be quiet', () => {
  const { screen, written } = screenOn({ isTTY: true, quiet: true, environment: { NO_COLOR: '1' } });
  screen.progress('1 of 2');
  screen.info('done');
  screen.onEvent({ type: 'test-ended', result: testResult('a', '7.2.0', 'passed', 'exit'), final: true });
  screen.warning('careful');
  expect(written()).toBe('warning: careful\n');
});

test('ends with the results', () => {
  const { screen, written } = screenOn({ isTTY: false });
  screen.finish(ordinary(), '/nonexistent/results', true);
  expect(written()).toMatch(/report: \/nonexistent\/results\/report\.html\n$/);
});

test('tells of a guest that takes the place of another where nothing else does, and not when it should be quiet', () => {
  const [first, second] = [guest('7.2.0'), guest('7.2.0', 2, 'a\n::b')];
  const written = [false, true].map((quiet) => {
    const shown = screenOn({ isTTY: false, quiet });
    shown.screen.onEvent({ type: 'guest-started', guest: first, number: 1, isExpected: true });
    shown.screen.onEvent({ type: 'guest-started', guest: second, number: 2, isExpected: false });
    return shown.written();
  });
  expect(written).toEqual(['7.2.0: fresh guest after a\\n::b: a\\n::b was still running after 60 s\n', '']);
});

test('shows a test when it is over, not after each attempt', () => {
  const { screen, written } = screenOn({ isTTY: false });
  const result = testResult('a', '7.2.0', 'failed', 'exit');
  screen.onEvent({ type: 'test-started', kernel: '7.2.0', test: 'a', guest: 1 });
  screen.onEvent({ type: 'test-ended', result, final: false });
  screen.onEvent({ type: 'warning', text: 'the disk is slow' });
  expect(written()).toBe('warning: the disk is slow\n');
  screen.onEvent({ type: 'test-ended', result, final: true });
  expect(written()).toMatch(/\nfailed {3}7\.2\.0 .* a/);
});

describe('with many results', () => {
  const names = Array.from({ length: 201 }, (_, index) => `test-${index}`);
  const begin: RunEvent = {
    type: 'run-started',
    kernels: [kernel('7.2.0')],
    tests: names.map((name) => testResult(name, '7.2.0', 'errored', 'not-started', { attempts: 0, notRun: true })),
    rounds: 1,
  };
  const results = [
    testResult('fine', '7.2.0', 'passed', 'exit'),
    testResult('skip', '7.2.0', 'skipped', 'skip'),
    testResult('flaky', '7.2.0', 'passed', 'exit', { attempts: 2, failedAttempts: 1 }),
    testResult('bad', '7.2.0', 'failed', 'exit'),
    testResult('lost', '7.2.0', 'errored', 'panic'),
  ];

  test.each([
    [false, ['flaky', 'bad', 'lost']],
    [true, ['fine', 'skip', 'flaky', 'bad', 'lost']],
  ])('shows a test at its end where that is worth a line; verbose: %s', (verbose, shown) => {
    const { screen, written } = screenOn({ isTTY: false, verbose });
    screen.onEvent(begin);
    for (const result of results) screen.onEvent({ type: 'test-ended', result, final: true });
    const lines = written().match(/^(passed|failed|skipped|errored) .*$/gm) ?? [];
    expect(lines.map((line) => line.split(/ {2,}/)[3]?.split(':')[0])).toEqual(shown);
  });
});

test('tells all that guests do when it should be verbose, and nothing of it when it should be quiet', () => {
  const result = testResult('a', '7.2.0', 'failed', 'exit', { message: 'exited with 3' });
  const names = Array.from({ length: 12 }, (_, index) => `t${index}`);
  const on = { kernel: '7.2.0', guest: 2 };
  const events: RunEvent[] = [
    { type: 'guest-started', guest: guest('7.2.0'), number: 1, isExpected: true },
    { type: 'tests-given', ...on, guest: 1, tests: ['a', 'b\n::c'] },
    { type: 'guest-started', guest: guest('7.2.0', 2, 'a'), number: 2, isExpected: false },
    { type: 'tests-given', ...on, tests: names },
    { type: 'tests-given', ...on, tests: [] },
    { type: 'kernel-booted', ...on, seconds: 0.14 },
    { type: 'test-started', ...on, test: 'a' },
    { type: 'splat', kernel: '7.2.0', test: 'a', title: 'BUG: x' },
    { type: 'splat', kernel: '7.2.0', title: 'WARNING: y' },
    { type: 'test-ended', result, final: false, guest: 2 },
    { type: 'test-ended', result: { ...result, attempts: 2, failedAttempts: 2 }, final: true, guest: 2 },
    { type: 'guest-ended', ...on, why: 'its tests have ended' },
    { type: 'kernel-lost', kernel: '7.2.0', why: 'the kernel ended with code 3' },
    { type: 'run-ended', interrupted: false },
  ];
  const written = [false, true].map((quiet) => {
    const shown = screenOn({ isTTY: false, quiet, verbose: true });
    for (const event of events) shown.screen.onEvent(event);
    return shown.written();
  });
  expect(written).toEqual([
    `7.2.0-1: boots: the first guest of its kernel
7.2.0-1: gets a, b\\n::c
7.2.0-2: boots after a: a was still running after 60 s
7.2.0-2: gets t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and 2 more tests
7.2.0-2: booted in 0.14 s
7.2.0-2: runs a
7.2.0: its kernel complained while a ran: BUG: x
7.2.0: its kernel complained: WARNING: y
7.2.0: attempt 1 at a ended: exited with 3
failed   7.2.0  0.012 s  a: exited with 3
7.2.0-2: ended: its tests have ended
7.2.0: given up: the kernel ended with code 3
`,
    '',
  ]);
});
