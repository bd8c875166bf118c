import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Patience } from '../../src/cache/remotes/patience.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = () => new Promise<never>(() => {});
const takes = (seconds: number) => () => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

/** What became of a request, in a list that grows. */
function follow(work: Promise<unknown>): string[] {
  const said: string[] = [];
  work.then(
    () => said.push('answered'),
    (error: Error) => said.push(error.message),
  );
  return said;
}

const tooLong = 'it kept requests waiting for more than 10 seconds';

test('a service that never answers is given up', async () => {
  const said = follow(new Patience(10, 100).during(never));
  await pass(9.9);
  expect(said).toEqual([]);
  await pass(0.2);
  expect(said).toEqual([tooLong]);
});

test('requests one after another have it together, and what lies between them costs nothing', async () => {
  const patience = new Patience(10, 100);
  for (let times = 0; times < 2; times++) {
    const said = follow(patience.during(takes(4)));
    await pass(60);
    expect(said).toEqual(['answered']);
  }
  const said = follow(patience.during(takes(4)));
  await pass(1.9);
  expect(said).toEqual([]);
  await pass(0.2);
  expect(said).toEqual([tooLong]);
  await expect(patience.during(takes(0))).rejects.toThrow(tooLong);
});

test('requests at the same time cost it once', async () => {
  const patience = new Patience(10, 100);
  const said = [1, 2, 3, 4].map(() => follow(patience.during(takes(6))));
  await pass(6);
  expect(said).toEqual([['answered'], ['answered'], ['answered'], ['answered']]);
});

test('a transfer costs nothing, unless it is slow', async () => {
  async function transfer(bytesPerSecond: number): Promise<string[]> {
    const patience = new Patience(10, 100);
    const request = async (transferred: (bytes: number) => void) => {
      for (let second = 0; second < 60; second++) {
        await takes(1)();
        transferred(bytesPerSecond);
      }
    };
    const said = follow(patience.during(request));
    await pass(60);
    return said;
  }
  expect(await transfer(100)).toEqual(['answered']);
  expect(await transfer(5000)).toEqual(['answered']);
  expect(await transfer(90)).toEqual(['answered']);
  expect(await transfer(50)).toEqual([tooLong]);
  expect(await transfer(1)).toEqual([tooLong]);
});

test('a large transfer leaves no more than there was at the beginning', async () => {
  const patience = new Patience(10, 100);
  await patience.during(async (transferred) => transferred(1_000_000));
  const said = follow(patience.during(never));
  await pass(10.1);
  expect(said).toEqual([tooLong]);
});
