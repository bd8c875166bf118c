import { expect, test } from 'vitest';
import { Budget } from '../../src/guest/budget.ts';

test('what is promised is not promised again, whether it was taken or not', () => {
  let free = 600;
  const budget = new Budget(() => free);
  expect(budget.left()).toBe(600);
  budget.promise(256);
  expect(budget.left()).toBe(344);
  // The guest takes what it was promised.
  free = 344;
  expect(budget.left()).toBe(344);
  budget.promise(256);
  expect(budget.left()).toBe(88);
  // Others take the rest.
  free = 10;
  expect(budget.left()).toBe(10);
  budget.giveBack(256);
  free = 300;
  expect(budget.left()).toBe(300);
  budget.giveBack(256);
  free = 900;
  expect(budget.left()).toBe(900);
});
