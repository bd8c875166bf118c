import { expect, test } from 'vitest';
import { allOrNone } from '../../src/model/all-or-none.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));

test('what comes of all of it is in the order of the work', async () => {
  const later = () => new Promise<string>((resolve) => setTimeout(resolve, 20, 'later'));
  expect(await allOrNone([later, async () => 'now'], undefined)).toEqual(['later', 'now']);
});

test('when some of it fails, the rest is given up and waited for', async () => {
  let hasEnded = false;
  const rest = (signal: AbortSignal) => untilAborted(signal).finally(() => (hasEnded = true));
  await expect(allOrNone([rest, () => Promise.reject(new Error('no'))], undefined)).rejects.toThrow('no');
  expect(hasEnded).toBe(true);
});

test('a signal gives up all of it', async () => {
  const over = new AbortController();
  const all = allOrNone([untilAborted, untilAborted], over.signal);
  over.abort(new Error('interrupted'));
  await expect(all).rejects.toThrow('interrupted');
});
