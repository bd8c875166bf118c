import { expect, test } from 'vitest';
import { GuestClock } from '../../src/guest/clock.ts';

const rings = (clock: GuestClock, seconds: number) => new Promise<void>((resolve) => clock.set(seconds, resolve));

test('a clock that is held does not ring, and rings once it is let go', async () => {
  const [held, other] = [new GuestClock(), new GuestClock()];
  let hasRung = 0;
  held.set(0.1, () => hasRung++);
  held.hold();
  await rings(other, 0.5);
  expect(hasRung).toBe(0);
  held.letGo();
  await rings(other, 0.5);
  expect(hasRung).toBe(1);
});

test('a limit that is set, or taken back, while it is held is what counts afterwards', async () => {
  const [set, stopped, other] = [new GuestClock(), new GuestClock(), new GuestClock()];
  const rung: string[] = [];
  for (const clock of [set, stopped]) {
    clock.set(0.1, () => rung.push('before'));
    clock.hold();
  }
  set.set(0.1, () => rung.push('after'));
  stopped.stop();
  for (const clock of [set, stopped]) clock.letGo();
  await rings(other, 0.5);
  expect(rung).toEqual(['after']);
});

test('one that has rung does not ring again', async () => {
  const [clock, other] = [new GuestClock(), new GuestClock()];
  let hasRung = 0;
  clock.set(0.1, () => hasRung++);
  await rings(other, 0.5);
  clock.hold();
  clock.letGo();
  await rings(other, 0.3);
  expect(hasRung).toBe(1);
});
