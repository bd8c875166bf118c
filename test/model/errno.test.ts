import { expect, test } from 'vitest';
import { errnoText } from '../../src/model/errno.ts';

test.each([
  [2, 'no such file or directory (ENOENT)'],
  [13, 'permission denied (EACCES)'],
  [28, 'no space left on device (ENOSPC)'],
  // What nobody knows keeps its number.
  [999, 'error 999'],
  [4095, 'error 4095'],
  [0, 'error 0'],
])('error %i in words', (errno, text) => {
  expect(errnoText(errno)).toBe(text);
});
