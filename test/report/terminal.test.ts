import { describe, expect, test } from 'vitest';
import type { TestResult } from '../../src/model/results.ts';
import { painter, usesColours } from '../../src/report/colors.ts';
import type { TerminalContext } from '../../src/report/report-context.ts';
import { formatTestLine, renderTerminal } from '../../src/report/terminal.ts';
import { widthOf } from '../../src/report/width.ts';
import {
  contextOf,
  cutShort,
  hostile,
  hostileTexts,
  kernel,
  large,
  nothingWritten,
  ordinary,
  outputFolder,
  results,
  testResult,
} from '../support/sample-results.ts';

const plain: TerminalContext = { ...nothingWritten, columns: 100, colours: false, quiet: false, isReported: true };

test('ends with the table, the totals, and where the report lies', () => {
  expect(renderTerminal(ordinary(), plain)).toContain(`
test              5.10.209           7.2.0
exit-0            passed             no boot
exit-3            exit 3             no boot
signal-segv       SIGSEGV            -
sleep-forever     timeout            -
kasan             splat              -
panic             panic              -
userfaultfd-move  skipped            -
arm               not started        -
flaky             passed, flaky 1/2  -
tap               subtests           unsupported
wedged            -                  guest died

5.10.209: Debian package user-mode-linux 5.10.209-1 (bookworm), booted in 0.14 s
7.2.0: Debian package user-mode-linux 7.2.0-1 (bookworm), did not boot

11 tests on 2 kernels: 2 passed, 5 failed, 1 skipped, 6 errored (1 flaky)
report: uml-run-results/report.html
`);
});

test('names no report where one could not be written', () => {
  const text = renderTerminal(ordinary(), { ...plain, isReported: false });
  expect(text).not.toContain('report.html');
  expect(text).toMatch(/not every report could be written: see the warnings\n$/);
});

test('shows the last lines of what a test and the kernel said', () => {
  const sample = results(
    [kernel('7.2.0')],
    [testResult('a', '7.2.0', 'failed', 'exit', { message: 'exited with 3', kernelLog: ['BUG'] })],
  );
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
  const folder = outputFolder(sample, () => `${lines.join('\r\n')}\n`);
  const text = renderTerminal(sample, { ...plain, readTail: contextOf(folder).readTail });
  expect(text).toContain(`
failed  a on 7.2.0: exited with 3
  kernel log
  | BUG
  stdout  logs/7.2.0/a.stdout
  | line 38
`);
  expect(text).toContain('  | line 49\n  stderr  logs/7.2.0/a.stderr\n');
});

describe("of a sanitizer's report", () => {
  const map = Array.from({ length: 200 }, (_, index) => `    0x7f${index}000-0x7f${index}fff    /usr/lib/libc.so.6`);
  const shown = (lines: string[], columns = 200) => {
    const sample = results(
      [kernel('6.1.0')],
      [testResult('a', '6.1.0', 'failed', 'exit', { message: 'exited with 1' })],
    );
    const folder = outputFolder(sample, () => `${lines.join('\n')}\n`);
    const text = renderTerminal(sample, { ...plain, columns, readTail: contextOf(folder).readTail });
    const [, stderr = ''] = text.split('  stderr ');
    return [...stderr.matchAll(/^ {2}\| (.*)$/gm)].map(([, line]) => line);
  };

  test.each([
    ['==12==Shadow memory range interleaves with an existing memory mapping.', '==12==ASan shadow was supposed to be'],
    ['==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x1', 'READ of size 4 at 0x1 thread T0'],
    ['==7==ERROR: LeakSanitizer: detected memory leaks', 'Direct leak of 7 byte(s) in 1 object(s)'],
    ['WARNING: ThreadSanitizer: data race (pid=7)', '  Write of size 4 at 0x1 by thread T1:'],
    ['FATAL: ThreadSanitizer: unexpected memory mapping 0x1-0x2', 'errno: 12'],
  ])('shows the first two lines before the last: %s', (first, second) => {
    const lines = shown(['the program speaks', '======', first, '', second, ...map, 'ABORTING']);
    expect(lines).toHaveLength(12);
    expect(lines.slice(0, 3)).toEqual([first, second, '[...]']);
    expect(lines.slice(3)).toEqual([...map.slice(-8), 'ABORTING']);
  });

  test('shows a short one once, and what is none as it is', () => {
    const short = [
      '==7==ERROR: AddressSanitizer: SEGV on unknown address',
      'The signal is caused by a READ',
      'ABORTING',
    ];
    expect(shown(short)).toEqual(short);
    expect(shown(['ERROR: AddressSanitizer is what this program is about', ...map])).toEqual(map.slice(-12));
  });
});

test('leaves out the table when it should be quiet', () => {
  const text = renderTerminal(ordinary(), { ...plain, quiet: true });
  expect(text).not.toContain('test              5.10.209');
  expect(text).toContain('failed  exit-3 on 5.10.209: exited with 3');
  expect(text).toContain('11 tests on 2 kernels');
});

test.each([40, 60, 80, 120])('fits the table into %i columns', (columns) => {
  const kernels = ['5.10.209', '6.1.124', '6.12.6', '7.2.0', '7.3.0-rc1'].map((name) => kernel(name));
  const names = ['short', 'a/rather/long/name/of/a/test/that/has/to/be/cut', '漢字'.repeat(20)];
  const tests = kernels.flatMap(({ name }) => names.map((one) => testResult(one, name, 'errored', 'not-started')));
  const text = renderTerminal(results(kernels, tests), { ...plain, columns, quiet: false });
  const table = text.slice(text.indexOf('\ntest '), text.indexOf('5.10.209: Debian'));
  for (const line of table.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  for (const { name } of kernels) expect(table).toContain(name);
  expect(table.match(/not started/g)!.length).toBe(15);
});

describe('of the slowest tests', () => {
  const took = (count: number, seconds: (index: number) => number) =>
    results(
      [kernel('6.1.124'), kernel('7.2.0')],
      Array.from({ length: count }, (_, index) =>
        testResult(`t${index}`, index % 2 === 0 ? '6.1.124' : '7.2.0', 'passed', 'exit', { seconds: seconds(index) }),
      ),
    );
  const shown = (sample: ReturnType<typeof took>, quiet = false) =>
    /^slowest\n((?: *[\d.]+ s .*\n)*)/m
      .exec(renderTerminal(sample, { ...plain, quiet }))?.[1]
      ?.split('\n')
      .slice(0, -1);

  test('shows ten, slowest first, where there are many', () => {
    expect(shown(took(30, (index) => index))).toEqual(
      [29, 28, 27, 26, 25, 24, 23, 22, 21, 20].map(
        (index) => `${index} s  ${index % 2 === 0 ? '6.1.124' : '7.2.0  '}  t${index}`,
      ),
    );
    expect(shown(took(30, (index) => [0.131, 12, 1.5][index] ?? 0.01))).toEqual([
      '  12 s  7.2.0    t1',
      '1.50 s  6.1.124  t2',
      '0.13 s  6.1.124  t0',
    ]);
  });

  test('shows none of few, of fast ones, of those that did not run, and none when it should be quiet', () => {
    expect(shown(took(20, (index) => index))).toBeUndefined();
    expect(shown(took(500, () => 0.09))).toBeUndefined();
    expect(
      shown(
        took(30, (index) => index),
        true,
      ),
    ).toBeUndefined();
    const unrun = took(30, (index) => index);
    const tests = unrun.tests.map((one, index) => (index < 20 ? one : { ...one, notRun: true as const, attempts: 0 }));
    expect(shown({ ...unrun, tests })).toBeUndefined();
  });
});

test('counts what passed everywhere where the table would be long', () => {
  const text = renderTerminal(large(), plain);
  expect(text).toContain('\n450 tests passed on every kernel\n');
  expect(text).toContain('\ntest-3    exit 3    exit 3   exit 3  exit 3\n');
  expect(text).toContain('\n180 more problems: see the report\n');
  expect(text).not.toContain('\ntest-4 ');
});

test('lets neither control characters nor commands to a runner through', () => {
  const sample = hostile();
  const folder = outputFolder(sample, (_, index) => hostileTexts[index % hostileTexts.length]!);
  const whole = {
    ...plain,
    readTail: contextOf(folder).readTail,
    limits: { ...plain.limits, terminal: { failures: 1000, lines: 1000, rows: 1000 } },
  };
  for (const columns of [20, 100, 10_000]) {
    const lines = sample.tests.map((one) => formatTestLine(one, 10, painter(false)));
    const text = `${renderTerminal(sample, { ...whole, columns })}\n${lines.join('\n')}`;
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028]/u);
    expect(text).not.toMatch(/^\s*::/m);
    expect(text).not.toContain('##[');
  }
  expect(renderTerminal(sample, { ...whole, columns: 100 })).toContain('\n: :error::owned at the start');
});

test('uses no escape sequence but for colours', () => {
  const text = renderTerminal(hostile(), { ...plain, colours: true });
  expect(text).toContain('\x1b[31mfailed\x1b[39m');
  expect(text.replaceAll(/\x1b\[\d+m/g, '')).not.toMatch(/[^\P{Cc}\n]/u);
});

test('tells of a test in a line', () => {
  const line = (...values: Parameters<typeof testResult>) => formatTestLine(testResult(...values), 9, painter(false));
  expect(line('a', '6.1.124', 'passed', 'exit')).toBe('passed   6.1.124    0.012 s  a');
  expect(line('b', '6.12.6-rc', 'failed', 'exit', { seconds: 12.6, message: 'exited with 3' })).toBe(
    'failed   6.12.6-rc     13 s  b: exited with 3',
  );
});

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: false }, {}, false],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{ isTTY: false }, { FORCE_COLOR: '1' }, true],
  [{ isTTY: true }, { FORCE_COLOR: '0' }, false],
  [{ isTTY: false }, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
])('on %o with %o, colours: %s', (stream, environment, colours) => {
  expect(usesColours({ ...stream, write: () => true }, environment)).toBe(colours);
});

test('tests that had no turn are counted for themselves, and are no problem', () => {
  const text = renderTerminal(cutShort(), plain);
  expect(text).toContain('\nlater    not run\n');
  expect(text).toContain('\n3 tests on 1 kernel: 1 passed, 2 not run; the run was interrupted\n');
  expect(text).not.toContain('errored');
});

test('tells how to repeat the order where a test failed after another in its guest, and nowhere else', () => {
  const told = (first: TestResult, second: TestResult, values: Partial<TerminalContext> = {}) =>
    renderTerminal(results([kernel('6.1')], [first, second]), { ...plain, repeat: 'uml-run it', ...values });
  const [good, bad] = [testResult('good', '6.1', 'passed', 'exit'), testResult('bad', '6.1', 'failed', 'exit')];
  const line = 'same order again: uml-run it\n';
  expect(told(good, bad)).toMatch(new RegExp(`report: .*\n${line}$`));
  expect(told(good, bad, { quiet: true })).toContain(line);
  expect(told(bad, good)).not.toContain('same order');
  expect(told(good, { ...good, name: 'other' })).not.toContain('same order');
  expect(told(good, { ...bad, guest: null })).not.toContain('same order');
  expect(told(good, bad, { isReported: false })).not.toContain('same order');
  expect(told(good, bad, { repeat: undefined })).not.toContain('same order');
});

test('a test of which a later round failed came after the rounds before', () => {
  const all = results([kernel('6.1')], [testResult('a', '6.1', 'failed', 'exit')]);
  const guests = all.guests.map((one) => ({ ...one, tests: ['a', 'a'] }));
  expect(renderTerminal({ ...all, guests }, { ...plain, repeat: 'uml-run it' })).toContain('same order again');
});
