import { expect, test } from 'vitest';
import { renderAnnotations, renderWarnings } from '../../src/report/annotations.ts';
import {
  contextOf,
  cutShort,
  hostile,
  kernel,
  large,
  nothingWritten,
  ordinary,
  outputFolder,
  results,
  testResult,
} from '../support/sample-results.ts';

test('puts first what tells most', () => {
  const titles = renderAnnotations(ordinary(), nothingWritten).map(({ title }) => title);
  expect(titles).toEqual([
    'exit-0 and 1 more test: errored on 7.2.0',
    'panic: errored on 5.10.209',
    'kasan: failed on 5.10.209',
    'wedged: errored on 7.2.0',
    'signal-segv: failed on 5.10.209',
    'exit-3: failed on 5.10.209',
    'tap: failed on 5.10.209, 7.2.0',
    'sleep-forever: failed on 5.10.209',
    'arm: errored on 5.10.209',
  ]);
});

test('says why on each kernel, and what the kernel and the test said', () => {
  const sample = results(
    [kernel('6.1.124'), kernel('7.2.0')],
    [
      testResult('a', '6.1.124', 'failed', 'exit', { message: 'exited with 3', kernelLog: ['BUG: x'] }),
      testResult('a', '7.2.0', 'failed', 'signal', { message: 'killed by SIGSEGV' }),
    ],
  );
  const folder = outputFolder(sample, () => '\x1b[31mFAILED\x1b[0m\n');
  expect(renderAnnotations(sample, contextOf(folder))).toEqual([
    {
      title: 'a: failed on 6.1.124, 7.2.0',
      message:
        '6.1.124: exited with 3\n7.2.0: killed by SIGSEGV\n\nkernel log on 6.1.124:\nBUG: x\n\nstderr on 6.1.124:\nFAILED\n\nstdout on 6.1.124:\nFAILED',
    },
  ]);
});

test('makes at most ten, of which the last counts the others', () => {
  const annotations = renderAnnotations(large(), nothingWritten);
  expect(annotations).toHaveLength(10);
  expect(annotations.at(-1)).toEqual({
    title: '41 more tests did not pass',
    message: 'See the step summary, or report.html in uml-run-results',
  });
});

test('keeps each within 4,096 characters, without control characters', () => {
  const sample = hostile();
  const folder = outputFolder(sample, () => '\x1b[2J\0'.repeat(10_000));
  for (const { title, message } of renderAnnotations(sample, contextOf(folder))) {
    expect(title.length).toBeLessThanOrEqual(250);
    expect(title.length + message.length).toBeLessThanOrEqual(4096);
    expect(title).not.toMatch(/[^\P{Cc}]/u);
    expect(message).not.toMatch(/[^\P{Cc}\n\t]/u);
  }
});

test('has nothing to say of a run in which everything passed or was skipped', () => {
  const sample = results(
    [kernel('7.2.0')],
    [testResult('a', '7.2.0', 'passed', 'exit'), testResult('b', '7.2.0', 'skipped', 'skip')],
  );
  expect(renderAnnotations(sample, nothingWritten)).toEqual([]);
});

test('warns of flaky tests, and of nothing else', () => {
  expect(renderWarnings(ordinary(), nothingWritten)).toEqual([
    { title: '1 flaky test', message: 'flaky on 5.10.209: 1 of 2 failed' },
  ]);
  expect(renderWarnings(large(), nothingWritten)).toEqual([]);
});

test('has nothing to say of tests that had no turn', () => {
  expect(renderAnnotations(cutShort(), nothingWritten)).toEqual([]);
  expect(renderWarnings(cutShort(), nothingWritten)).toEqual([]);
});
