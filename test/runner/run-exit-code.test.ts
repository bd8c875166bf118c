import { expect, test } from 'vitest';
import type { Reason, Verdict } from '../../src/model/results.ts';
import { type RunExitCode, runExitCode } from '../../src/runner/run-exit-code.ts';

type Outcome = { verdict: Verdict; reason: Reason };

/** What decides, the strongest first, and the exit code that it stands for. */
const tests: [RunExitCode, Outcome][] = [
  [3, { verdict: 'errored', reason: 'environment' }],
  [1, { verdict: 'failed', reason: 'exit' }],
  [1, { verdict: 'errored', reason: 'panic' }],
  [3, { verdict: 'errored', reason: 'boot-failed' }],
  [0, { verdict: 'passed', reason: 'exit' }],
  [0, { verdict: 'skipped', reason: 'skip' }],
];

/** All sets of tests, none included: of each, the first decides. */
const sets = Array.from({ length: 2 ** tests.length }, (_, bits) => tests.filter((_, at) => (bits >> at) & 1));

test.each([
  [false, false, true, undefined],
  [false, false, false, 3],
  [false, true, true, 2],
  [false, true, false, 2],
  [true, false, true, 130],
  [true, true, false, 130],
])('of several, the strongest decides: interrupted %s, input wrong %s, reported %s', (...ends) => {
  const [isInterrupted, isInputWrong, isReported, whatever] = ends;
  for (const set of sets) {
    const outcomes = set.map(([, outcome]) => outcome);
    const expected = whatever ?? set[0]?.[0] ?? 0;
    for (const tests of [outcomes, outcomes.toReversed()])
      expect({ tests, code: runExitCode({ isInterrupted, isInputWrong, isReported, tests }) }).toEqual({
        tests,
        code: expected,
      });
  }
});

test('every other reason of a test that did not pass is its own', () => {
  const reasons: Reason[] = ['signal', 'timeout', 'splat', 'not-started', 'guest-died', 'unsupported', 'subtests'];
  for (const reason of reasons) {
    const tests = [{ verdict: 'errored', reason } as const];
    expect({
      reason,
      code: runExitCode({ isInterrupted: false, isInputWrong: false, isReported: true, tests }),
    }).toEqual({
      reason,
      code: 1,
    });
  }
});
