import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { InTurn } from '../../src/runner/in-turn.ts';

const never = () => {
  throw new Error('nothing fails');
};

test('work is done at once, or after what takes its time, in the order in which it came', async () => {
  const done: number[] = [];
  const add = (number: number) => {
    done.push(number);
    return undefined;
  };
  const addLater = (number: number) => setTimeout(10 * number).then(() => add(number));
  const work = new InTurn(never);
  work.do(() => add(1));
  expect(done).toEqual([1]);
  expect(work.isBusy).toBe(false);
  work.do(() => addLater(2));
  expect(work.isBusy).toBe(true);
  work.do(() => add(3));
  work.do(() => addLater(1));
  work.do(() => add(4));
  expect(done).toEqual([1]);
  await work.settled();
  expect(done).toEqual([1, 2, 3, 1, 4]);
  work.do(() => add(5));
  expect(done).toEqual([1, 2, 3, 1, 4, 5]);
});

test('what throws is told, and nothing after it is done', async () => {
  const told: string[] = [];
  const work = new InTurn(() => told.push('failed'));
  const fail = () => {
    throw new Error('why');
  };
  // At once: to who gives it.
  expect(() => work.do(fail)).toThrow('why');
  work.do(() => setTimeout(1));
  work.do(fail);
  work.do(() => void told.push('done') as undefined);
  await expect(work.settled()).rejects.toThrow('why');
  work.do(() => void told.push('done later') as undefined);
  expect(told).toEqual(['failed']);
});
