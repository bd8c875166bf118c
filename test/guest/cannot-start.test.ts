import { expect, test } from 'vitest';
import { cannotStart } from '../../src/guest/cannot-start.ts';
import { UmlRunError } from '../../src/model/errors.ts';

const failed = (code: string) => Object.assign(new Error(`spawn supervisor ${code}`), { code });

test.each([
  ['EACCES', 'guest-failed', 'spawn supervisor EACCES; uml-run has to lie where programs may be executed'],
  ['EMFILE', 'guest-failed', 'spawn supervisor EMFILE; raise the limit of open files (ulimit -n)'],
  ['ENOSPC', 'disk-full', 'spawn supervisor ENOSPC; make room, or set TMPDIR to a folder that has some'],
  ['EIO', 'guest-failed', 'spawn supervisor EIO'],
])('what keeps a guest from its start says what to do: %s', (errno, code, words) => {
  expect(cannotStart(failed(errno))).toMatchObject({ code, exitCode: 3, message: `cannot start a guest: ${words}` });
});

test('an error that is meant for the user already is left as it is', () => {
  const error = new UmlRunError('disk-full', 'full');
  expect(cannotStart(error)).toBe(error);
});
