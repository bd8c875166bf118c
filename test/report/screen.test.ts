import { expect, test } from 'vitest';
import { openScreen } from '../../src/report/screen.ts';
import { guest, ordinary, testResult } from '../support/sample-results.ts';

interface Surroundings {
  isTTY: boolean;
  columns?: number;
  quiet?: boolean;
  environment?: NodeJS.ProcessEnv;
  now?: () => number;
}

function screenOn({ quiet = false, environment = {}, now = () => 0, ...stream }: Surroundings) {
  let written = '';
  const screen = openScreen({ ...stream, write: (text: string) => (written += text) }, { quiet, environment, now });
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
    '1 of 2\\nrunning\r\x1b[2Kpassed   7.2.0  0.012 s  a\n1 of 2\\nrunning\r\x1b[2Ka text that is lon…\r\x1b[2K',
  );
});

test('an empty progress takes the last one away, and is no line of its own', () => {
  const written = [true, false].map((isTTY) => {
    const shown = screenOn({ isTTY, environment: { NO_COLOR: '1' } });
    shown.screen.progress('waiting');
    shown.screen.progress('');
    return shown.written();
  });
  expect(written).toEqual(['waiting\r\x1b[2K', 'waiting\n']);
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
