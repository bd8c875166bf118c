import { expect, test } from 'vitest';
import { Valve } from '../../src/guest/valve.ts';

function tried() {
  const valve = new Valve();
  const passed: number[] = [];
  return { valve, passed, pass: (number: number) => valve.pass(() => passed.push(number)) };
}

test('work waits until the last that closed it opens it again, in its order', () => {
  const { valve, passed, pass } = tried();
  pass(1);
  const [open, openToo] = [valve.close(), valve.close()];
  pass(2);
  pass(3);
  open();
  open();
  expect(passed).toEqual([1]);
  openToo();
  pass(4);
  expect(passed).toEqual([1, 2, 3, 4]);
});

test('what stays open cannot be closed', () => {
  const { valve, passed, pass } = tried();
  valve.close();
  pass(1);
  valve.stayOpen();
  valve.close();
  pass(2);
  expect(passed).toEqual([1, 2]);
});
