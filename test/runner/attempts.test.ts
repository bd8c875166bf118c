import { expect, test } from 'vitest';
import type { Findings } from '../../src/model/results.ts';
import { AttemptQueue } from '../../src/runner/attempt-queue.ts';
import type { AttemptOptions } from '../../src/runner/attempts.ts';
import { planAttempts } from '../../src/runner/order.ts';
import { kernelTest, noTimes } from '../support/kernel-test.ts';

function found(verdict: 'passed' | 'failed' | 'errored', reason: Findings['reason'] = 'exit'): Findings {
  const message = verdict === 'passed' ? 'exited with 0' : 'exited with 1';
  return { verdict, reason, message, exitCode: 0, signal: null, kernelLog: [], subtests: [], seconds: 1, guest: 'k-1' };
}

const all = Number.POSITIVE_INFINITY;

function queueOf(options: Partial<AttemptOptions>, ...names: string[]): AttemptQueue {
  const how = { retries: 0, repeat: 1, untilFail: false, ...options };
  const attempts = planAttempts(names.map(kernelTest), { order: 'given', times: noTimes, repeat: how.repeat });
  return new AttemptQueue(attempts, how);
}

test('a test runs once', () => {
  const queue = queueOf({}, 'a', 'b');
  const attempts = queue.takeFirst(all);
  expect(attempts.map(({ of }) => of.test.name)).toEqual(['a', 'b']);
  expect(queue.finish(attempts[0]!, found('failed'))).toMatchObject({
    after: 'next',
    isFinal: true,
    result: { name: 'a', verdict: 'failed', attempts: 1, failedAttempts: 1 },
  });
  expect(queue.size).toBe(0);
});

test('with retries, the last attempt counts, and there is an end of them', () => {
  const queue = queueOf({ retries: 2 }, 'a');
  const again = { after: 'again', isFinal: false };
  expect(queue.finish(queue.takeFirst(1)[0]!, found('failed'))).toMatchObject(again);
  expect(queue.finish(queue.takeFirst(1)[0]!, found('errored', 'panic'))).toMatchObject(again);
  expect(queue.finish(queue.takeFirst(1)[0]!, found('passed'))).toMatchObject({
    after: 'next',
    isFinal: true,
    result: { verdict: 'passed', attempts: 3, failedAttempts: 2 },
  });
  const other = queueOf({ retries: 1 }, 'a');
  other.finish(other.takeFirst(1)[0]!, found('failed'));
  expect(other.finish(other.takeFirst(1)[0]!, found('failed'))).toMatchObject({
    after: 'next',
    isFinal: true,
    result: { verdict: 'failed', attempts: 2, failedAttempts: 2 },
  });
});

test('a retry waits behind those that had no turn, and these are next', () => {
  const queue = queueOf({ retries: 1 }, 'a', 'b', 'c');
  const [a, b, c] = queue.takeFirst(all);
  queue.finish(a!, found('failed'));
  queue.putBack([b!, c!]);
  expect(queue.takeFirst(2)).toEqual([b, c]);
  expect(queue.takeFirst(all)).toEqual([a]);
});

test('retries share a guest, unless each attempt has a guest of its own', () => {
  for (const [isAlone, expected] of [
    [false, [2, 0]],
    [true, [1, 1]],
  ] as const) {
    const queue = queueOf({ retries: 1 }, 'a', 'b');
    for (const attempt of queue.takeFirst(all)) queue.finish(attempt, found('failed'));
    expect([queue.takeFirst(1, isAlone).length, queue.takeFirst(1, isAlone).length]).toEqual(expected);
  }
});

test('a round that waits for the one before is still to come', () => {
  const queue = queueOf({ repeat: 2 }, 'a');
  const [first] = queue.takeFirst(1);
  expect([queue.forAny.length, queue.hasMoreForAny]).toEqual([0, true]);
  queue.finish(first!, found('passed'));
  expect(queue.take(1)).toHaveLength(1);
  expect(queue.hasMoreForAny).toBe(false);
});

test('there is no retry on a kernel that does not boot', () => {
  const queue = queueOf({ retries: 5 }, 'a');
  const attempts = queue.giveUp();
  expect(attempts).toHaveLength(1);
  expect(queue.finish(attempts[0]!, found('errored', 'boot-failed'))).toMatchObject({ after: 'next', isFinal: true });
  expect(queue.size).toBe(0);
});

test('an attempt that the machine has ended is run again once for each test, and costs no retry', () => {
  const queue = queueOf({ retries: 1, repeat: 2 }, 'a', 'b');
  const [a1, b1, a2] = queue.takeFirst(all);
  expect([a1!, b1!, a1!, a2!, b1!].map((attempt) => queue.mayRunAgain(attempt))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(queue.finish(a1!, found('errored', 'environment'))).toMatchObject({ after: 'again', result: { attempts: 1 } });
});

test('of several rounds, one that tells of the machine counts only where no other was bad', () => {
  const queue = queueOf({ repeat: 3 }, 'a', 'b');
  const [a1, b1, a2, b2, a3, b3] = queue.takeFirst(all);
  queue.finish(a1!, found('errored', 'environment'));
  queue.finish(a2!, found('failed', 'exit'));
  expect(queue.finish(a3!, found('errored', 'panic')).result).toMatchObject({ reason: 'exit', failedAttempts: 3 });
  queue.finish(b1!, found('passed'));
  queue.finish(b2!, found('errored', 'environment'));
  expect(queue.finish(b3!, found('passed')).result).toMatchObject({ reason: 'environment', failedAttempts: 1 });
});

test('repeats go round by round, and one bad attempt is enough', () => {
  const queue = queueOf({ repeat: 3 }, 'a', 'b');
  const attempts = queue.takeFirst(all);
  expect(attempts.map(({ of, round }) => `${of.test.name}${round}`)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  const [a1, b1, a2, b2, a3, b3] = attempts;
  expect(queue.finish(a1!, found('passed'))).toMatchObject({ after: 'next', isFinal: false });
  // The first bad one is what counts, and what it wrote.
  expect(queue.finish(a2!, found('failed'))).toMatchObject({ after: 'next', isFinal: false, isAfterBad: false });
  expect(queue.finish(a3!, found('passed'))).toMatchObject({
    isFinal: true,
    isAfterBad: true,
    result: {
      verdict: 'failed',
      attempts: 3,
      failedAttempts: 1,
      message: '1 of 3 attempts did not pass; the first: exited with 1',
    },
  });
  for (const attempt of [b1, b2]) queue.finish(attempt!, found('passed'));
  expect(queue.finish(b3!, found('passed')).result).toMatchObject({
    verdict: 'passed',
    attempts: 3,
    failedAttempts: 0,
    message: 'exited with 0',
  });
});

test('the guest of a result is that of the attempt that counts', () => {
  const on = (guest: string, verdict: 'passed' | 'failed') => ({ ...found(verdict), guest });
  const repeated = queueOf({ repeat: 3 }, 'a');
  const [first, second, third] = repeated.takeFirst(all);
  expect(repeated.finish(first!, on('k-1', 'passed')).result.guest).toBe('k-1');
  expect(repeated.finish(second!, on('k-2', 'failed')).result.guest).toBe('k-2');
  expect(repeated.finish(third!, on('k-3', 'passed')).result.guest).toBe('k-2');
  const retried = queueOf({ retries: 1 }, 'a');
  retried.finish(retried.takeFirst(1)[0]!, on('k-1', 'failed'));
  expect(retried.finish(retried.takeFirst(1)[0]!, on('k-2', 'passed')).result.guest).toBe('k-2');
});

test('what was handed on does not change with what comes after it', () => {
  const queue = queueOf({ repeat: 2 }, 'a');
  const [first, second] = queue.takeFirst(all);
  const early = queue.finish(first!, found('passed'));
  const before = structuredClone(early);
  queue.finish(second!, found('failed'));
  expect(early).toEqual(before);
  expect(first).toEqual({ of: first!.of, round: 1 });
});

test('a start that fails in a used guest is tried in a fresh one, once for each attempt', () => {
  const queue = queueOf({ retries: 1 }, 'a', 'b');
  const [a, b] = queue.takeFirst(all);
  expect(queue.needsFreshGuest(b!, true)).toBe(true);
  queue.putBack([b!]);
  expect(queue.takeFirst(all)).toEqual([b]);
  // In whatever guest that is.
  expect(queue.needsFreshGuest(b!, true)).toBe(false);
  expect(queue.finish(b!, found('errored', 'not-started'))).toMatchObject({
    after: 'again',
    result: { attempts: 1, failedAttempts: 1 },
  });
  // It is known by then that the guest is not to blame: there is no third.
  expect(queue.takeFirst(all)).toEqual([b]);
  expect(queue.needsFreshGuest(b!, true)).toBe(false);
  expect(queue.finish(b!, found('errored', 'not-started'))).toMatchObject({ after: 'next', result: { attempts: 2 } });
  expect(queue.finish(a!, found('passed'))).toMatchObject({ isFinal: true });
});

test('a start that fails in a fresh guest is the last, and one that did not is tried again however often it takes', () => {
  const queue = queueOf({ repeat: 2 }, 'a', 'b');
  const [a1, b1, a2, b2] = queue.takeFirst(all);
  expect(queue.needsFreshGuest(a1!, false)).toBe(false);
  queue.finish(a1!, found('errored', 'not-started'));
  expect(queue.needsFreshGuest(a2!, true)).toBe(false);
  for (const attempt of [b1, b2]) {
    expect(queue.needsFreshGuest(attempt!, true)).toBe(true);
    queue.finish(attempt!, found('passed'));
  }
});

test('with until-fail, the first that does not pass is the last of all', () => {
  const queue = queueOf({ repeat: 2, untilFail: true }, 'a', 'b');
  const [a1, b1] = queue.takeFirst(all);
  expect(queue.finish(a1!, found('passed'))).toMatchObject({ after: 'next', isFinal: false });
  expect(queue.finish(b1!, found('failed'))).toMatchObject({ after: 'stop', isFinal: true });
});

const namesOf = (attempts: readonly { of: { test: { name: string } }; round: number }[]) =>
  attempts.map(({ of, round }) => `${of.test.name}${round}`);

test('a test is in one guest at a time, and its next round waits', () => {
  const queue = queueOf({ repeat: 2 }, 'a', 'b');
  const [a1] = queue.takeFirst(1);
  expect(namesOf(queue.takeFirst(all))).toEqual(['b1', 'b2']);
  expect(queue.take(all)).toEqual([]);
  expect(queue.hasFirst).toBe(false);
  queue.finish(a1!, found('passed'));
  expect(namesOf(queue.take(all))).toEqual(['a2']);
});

test('one more guest is for tests that no guest has, however many rounds of the others wait', () => {
  const queue = queueOf({ repeat: 50 }, 'a', 'b');
  const names = () => queue.forOneMore.map(({ of }) => of.test.name);
  expect(names()).toHaveLength(100);
  expect(queue.testsLeft).toBe(2);
  const [a] = queue.takeFirst(1);
  expect(new Set(names())).toEqual(new Set(['b']));
  const [b] = queue.takeFirst(1);
  expect(names()).toEqual([]);
  expect(queue.testsLeft).toBe(2);
  queue.finish(a!, found('passed'));
  expect(new Set(names())).toEqual(new Set(['a']));
  queue.putBack([b!]);
  expect(new Set(names())).toEqual(new Set(['a', 'b']));
});

test('one more guest is for a list of an earlier run that shares no test with a guest', () => {
  const options = { retries: 0, repeat: 2, untilFail: false };
  const attempts = planAttempts(['a', 'b'].map(kernelTest), { order: 'given', times: noTimes, repeat: 2 }).flat();
  const lists = [['a', 'b'], ['b'], ['a']].map((names) =>
    names.map(
      (name) =>
        attempts.splice(
          attempts.findIndex(({ of }) => of.test.name === name),
          1,
        )[0]!,
    ),
  );
  const queue = new AttemptQueue(lists, options, true);
  expect(queue.forOneMore).toHaveLength(4);
  const [a] = queue.takeFirst(1);
  expect(queue.forOneMore).toEqual([]);
  queue.finish(a!, found('passed'));
  expect(queue.forOneMore.map(({ of }) => of.test.name)).toEqual(['a']);
});

test('a guest that is at work gets no rerun, and no start that needs a fresh one', () => {
  const queue = queueOf({ retries: 1 }, 'a', 'b');
  const [a, b] = queue.takeFirst(all);
  expect(queue.needsFreshGuest(b!, true)).toBe(true);
  queue.finish(a!, found('failed'));
  queue.putBack([b!]);
  expect(queue.take(all)).toEqual([]);
  expect(queue.takeFirst(all)).toEqual([b]);
  expect(queue.takeFirst(all)).toEqual([a]);
});

test('where an earlier run is repeated, a guest gets the whole of what one had there, and what it left goes to one', () => {
  const options = { retries: 0, repeat: 1, untilFail: false };
  const [attempts = []] = planAttempts(['a', 'b', 'c', 'd'].map(kernelTest), {
    ...options,
    order: 'given',
    times: noTimes,
  });
  const queue = new AttemptQueue([attempts.slice(0, 3), attempts.slice(3)], options, true);
  const first = queue.takeFirst(1);
  expect(namesOf(first)).toEqual(['a1', 'b1', 'c1']);
  expect(queue.take(all)).toEqual([]);
  queue.finish(first[0]!, found('errored', 'panic'));
  queue.putBack(first.slice(1));
  expect(namesOf(queue.takeFirst(1))).toEqual(['b1', 'c1']);
  expect(namesOf(queue.takeFirst(1))).toEqual(['d1']);
  expect(queue.size).toBe(0);
});
