import { expect, test } from 'vitest';
import { isDiskFull } from '../../src/model/errors.ts';

test.for([
  ['ENOSPC', true],
  ['EDQUOT', true],
  ['EACCES', false],
  ['EROFS', false],
] as const)('%s says that there is no room left: %s', ([code, isFull]) => {
  expect(isDiskFull(Object.assign(new Error('write'), { code }))).toBe(isFull);
});

test('what is not an error of the system says nothing of room', () => {
  expect(isDiskFull(new Error('ENOSPC'))).toBe(false);
  expect(isDiskFull('ENOSPC')).toBe(false);
  expect(isDiskFull(undefined)).toBe(false);
});
