import { expect, test } from 'vitest';
import { problemsOf } from '../../src/report/problems.ts';
import { loadRenderers } from '../../src/report/renderers.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { kernel, nothingWritten, results, testResult } from '../support/sample-results.ts';

test('what is the fault of a kernel or of this machine is one problem, however many tests it cost', () => {
  const [lost, one, other] = ['the kernel panicked', 'no room', 'it was killed'].map((message) => ({ message }));
  const tests = [
    testResult('a', 'k', 'errored', 'boot-failed', lost),
    testResult('b', 'k', 'errored', 'boot-failed', lost),
    testResult('a', 'l', 'errored', 'environment', one),
    testResult('b', 'l', 'errored', 'environment', other),
    testResult('c', 'l', 'errored', 'environment', one),
    testResult('d', 'l', 'errored', 'panic', one),
    testResult('e', 'l', 'errored', 'panic', one),
    testResult('a', 'm', 'errored', 'environment', one),
    testResult('b', 'm', 'errored', 'not-started', { attempts: 0, notRun: true }),
  ];
  const problems = problemsOf(
    results(
      ['k', 'l', 'm'].map((name) => kernel(name)),
      tests,
    ),
  );
  expect(problems.map(({ test, alike }) => `${test.name} on ${test.kernel} and ${alike} more`)).toEqual([
    'a on k and 1 more',
    'a on l and 1 more',
    'b on l and 0 more',
    'd on l and 0 more',
    'e on l and 0 more',
    'a on m and 0 more',
  ]);
});

const unrun = { guest: null, attempts: 0, failedAttempts: 0 };

test.each([
  ['had no test', kernel('7.2.0', { bootSeconds: null }), []],
  [
    'had none before the run ended',
    kernel('7.2.0', { bootSeconds: null }),
    [testResult('a', '7.2.0', 'errored', 'not-started', { ...unrun, notRun: true })],
  ],
  [
    'had none that it can run',
    kernel('7.2.0', { bootSeconds: null }),
    [testResult('a', '7.2.0', 'errored', 'not-started', { ...unrun, message: 'for the machine aarch64' })],
  ],
  [
    'could not be had',
    kernel('7.2.0', { bootSeconds: null, source: 'not available' }),
    [testResult('a', '7.2.0', 'errored', 'boot-failed', { ...unrun, message: 'the kernel is not available' })],
  ],
])('no report says of a kernel that %s that it did not boot', async (_, idle, tests) => {
  const booted = testResult('a', '6.1.0', 'passed', 'exit');
  const sample = results([kernel('6.1.0'), idle], [booted, ...tests]);
  const screen = { ...nothingWritten, columns: 80, colours: false, quiet: false, isReported: true };
  const reports = Object.entries(await loadRenderers());
  const texts = reports.map(([name, render]) => [name, [...render(sample, nothingWritten)].join('')]);
  const all = Object.fromEntries([...texts, ['terminal', renderTerminal(sample, screen)]]);
  for (const text of Object.values(all)) expect(text).not.toContain('did not boot');
  for (const name of ['terminal', 'summary.md', 'report.html'])
    expect(all[name]).toContain(`${idle.source}, no test was run on it`);
});
