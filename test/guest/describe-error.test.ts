import { expect, test } from 'vitest';
import { describeError } from '../../src/guest/describe-error.ts';
import { UmlRunError } from '../../src/model/errors.ts';

const cause = Object.assign(new Error('EMFILE: too many open files, open "x"'), { code: 'EMFILE' });
const advice = 'raise the limit of open files (ulimit -n)';

test('where this machine has no descriptors left, the message says what to do, once', () => {
  const failed = new UmlRunError('tool-failed', 'cannot lock "name"', { cause });
  const advised = new UmlRunError('guest-failed', `cannot start a guest; ${advice}`, { cause });
  expect([cause, failed, advised].map(describeError)).toEqual([
    { message: `too many open files (EMFILE); ${advice}`, exitCode: 3 },
    { message: `cannot lock "name"; ${advice}`, exitCode: 3 },
    { message: advised.message, exitCode: 3 },
  ]);
});
