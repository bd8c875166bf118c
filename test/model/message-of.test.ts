import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { messageOf } from '../../src/model/errors.ts';

const tooLong = `/${'a'.repeat(300)}`;

test.each<[work: () => unknown, message: string]>([
  [() => readFileSync('/nowhere'), 'no such file or folder: "/nowhere"'],
  [() => renameSync('/nowhere', '/elsewhere'), 'no such file or folder: "/nowhere" to "/elsewhere"'],
  [() => readFileSync('/'), 'it is a folder'],
  [() => readdirSync('/etc/passwd'), 'it, or a part of its path, is a file: "/etc/passwd"'],
  [() => mkdirSync('/etc'), 'something else is there already: "/etc"'],
  [() => writeFileSync('/dev/full', 'x'), 'no room left on the disk'],
  [() => readFileSync(tooLong), `name too long (ENAMETOOLONG): "${tooLong}"`],
])('what the system says of a file is told in plain words: %s', (work, message) => {
  expect(thrownBy(work)).toBe(message);
});

test('a path that is named already is not named again', () => {
  expect(thrownBy(() => readFileSync('/nowhere'), '/nowhere')).toBe('no such file or folder');
  expect(thrownBy(() => readFileSync('/nowhere'), '/')).toBe('no such file or folder: "/nowhere"');
});

test.each([
  ['EACCES: permission denied', 'EACCES: permission denied'],
  ['spawn make ENOENT', 'spawn make ENOENT'],
])('what is no message of Node about a file stays as it is: %s', (message, expected) => {
  expect(messageOf(new Error(message))).toBe(expected);
  expect(messageOf(message)).toBe(expected);
});

test('so does that of a connection', async () => {
  const error = await new Promise((resolve) => connect(1).on('error', resolve));
  expect(messageOf(error)).toMatch(/ECONNREFUSED/);
});

function thrownBy(work: () => unknown, named?: string): string {
  try {
    work();
  } catch (error) {
    return messageOf(error, named);
  }
  throw new Error('nothing was thrown');
}
