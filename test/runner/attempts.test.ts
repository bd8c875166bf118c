import { expect, it } from 'vitest';
import type { Kernel } from '../../src/model/provisions.ts';
import type { Test } from '../../src/model/tests.ts';
import { Attempts } from '../../src/runner/attempts.ts';
import { type Findings, type RecordedTest, RunRecord } from '../../src/runner/record.ts';

const kernel: Kernel = { spec: 'x', name: 'k', version: '1', source: '', path: '/k', sha256: '' };

function recorded(name: string): RecordedTest {
  const program = { path: `/${name}`, format: 'elf-static', libraries: [], siblings: [] } as const;
  const test: Test = {
    name,
    program: { ...program, libraries: [], siblings: [] },
    arguments: [],
    environment: {},
    timeoutSeconds: 1,
  };
  return { test, stdout: `/out/${name}.stdout`, stderr: `/out/${name}.stderr` };
}

function found(verdict: 'passed' | 'failed' | 'errored', reason: Findings['reason'] = 'exit'): Findings {
  const message = verdict === 'passed' ? 'exited with 0' : 'exited with 1';
  return { verdict, reason, message, exitCode: 0, signal: null, kernelLog: [], subtests: [], seconds: 1 };
}

function prepare(options: { retries?: number; repeat?: number; untilFail?: boolean }, ...names: string[]) {
  const record = new RunRecord('/out');
  const tests = names.map(recorded);
  record.addKernel(kernel);
  for (const test of tests) record.addTest(kernel, test);
  const attempts = new Attempts(record, { retries: 0, repeat: 1, untilFail: false, ...options });
  return { attempts, planned: attempts.plan(tests), results: () => record.results().tests };
}

it('runs a test once', () => {
  const { attempts, planned } = prepare({}, 'a', 'b');
  expect(planned.map(({ of }) => of.test.name)).toEqual(['a', 'b']);
  const { result, after } = attempts.settle(planned[0]!, found('failed'));
  expect(after).toBe('next');
  expect(result).toMatchObject({ verdict: 'failed', attempts: 1, failedAttempts: 1 });
});

it('with retries, the last attempt counts, and there is an end of them', () => {
  const { attempts, planned, results } = prepare({ retries: 2 }, 'a');
  const [attempt] = planned;
  expect(attempts.settle(attempt!, found('failed'))).toEqual({ after: 'again' });
  expect(attempts.settle(attempt!, found('errored', 'panic'))).toEqual({ after: 'again' });
  expect(attempts.settle(attempt!, found('passed')).result).toMatchObject({ verdict: 'passed' });
  expect(results()).toMatchObject([{ verdict: 'passed', attempts: 3, failedAttempts: 2 }]);
  const other = prepare({ retries: 1 }, 'a');
  other.attempts.settle(other.planned[0]!, found('failed'));
  expect(other.attempts.settle(other.planned[0]!, found('failed'))).toMatchObject({
    after: 'next',
    result: { verdict: 'failed', attempts: 2, failedAttempts: 2 },
  });
});

it('does not retry on a kernel that does not boot', () => {
  const { attempts, planned } = prepare({ retries: 5 }, 'a');
  expect(attempts.settle(planned[0]!, found('errored', 'boot-failed'))).toMatchObject({ after: 'next' });
});

it('repeats round by round, and one bad attempt is enough', () => {
  const { attempts, planned, results } = prepare({ repeat: 3 }, 'a', 'b');
  expect(planned.map(({ of }) => of.test.name)).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect(attempts.settle(planned[0]!, found('passed'))).toEqual({ after: 'next' });
  expect(attempts.settle(planned[2]!, found('failed'))).toEqual({ after: 'next' });
  // What the bad attempt wrote is not written over.
  expect(planned[4]).toMatchObject({ stdout: '/out/a.later.stdout', stderr: '/out/a.later.stderr' });
  expect(planned[5]).toMatchObject({ stdout: '/out/b.stdout' });
  const { result } = attempts.settle(planned[4]!, found('passed'));
  expect(result).toMatchObject({
    verdict: 'failed',
    attempts: 3,
    failedAttempts: 1,
    message: '1 of 3 attempts did not pass; the first: exited with 1',
    stdout: 'a.stdout',
  });
  for (const index of [1, 3, 5]) attempts.settle(planned[index]!, found('passed'));
  expect(results()[1]).toMatchObject({ verdict: 'passed', attempts: 3, failedAttempts: 0, message: 'exited with 0' });
});

it('ends with the first that does not pass, when that is wanted', () => {
  const { attempts, planned } = prepare({ repeat: 2, untilFail: true }, 'a', 'b');
  expect(attempts.settle(planned[0]!, found('passed'))).toEqual({ after: 'next' });
  expect(attempts.settle(planned[1]!, found('failed'))).toMatchObject({ after: 'stop', result: { verdict: 'failed' } });
  // Another kernel's attempt that was running by then.
  expect(attempts.settle(planned[2]!, found('passed'))).toMatchObject({ after: 'stop' });
});
