import { expect, test } from 'vitest';
import { problemsOf } from '../../src/report/problems.ts';
import { kernel, results, testResult } from '../support/sample-results.ts';

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
