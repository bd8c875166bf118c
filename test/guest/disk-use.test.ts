import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchDiskUse } from '../../src/guest/disk-use.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch() {
  const look = vi.fn(() => []);
  return { look, ...watchDiskUse(look, undefined, () => undefined) };
}

test('nothing is looked at before the watch begins, nor after its end', () => {
  const { look, begin, end } = watch();
  vi.advanceTimersByTime(60_000);
  expect(look).not.toHaveBeenCalled();
  begin();
  vi.advanceTimersByTime(60_000);
  const looks = look.mock.calls.length;
  expect(looks).toBeGreaterThan(1);
  end();
  begin();
  vi.advanceTimersByTime(60_000);
  expect(look).toHaveBeenCalledTimes(looks);
});

test('a guest that is given programs all the time is looked at as often as any other', () => {
  const [busy, other] = [watch(), watch()];
  other.begin();
  for (let i = 0; i < 600; i++) {
    busy.begin();
    vi.advanceTimersByTime(100);
  }
  expect(busy.look).toHaveBeenCalledTimes(other.look.mock.calls.length);
});
