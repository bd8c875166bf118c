import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { givenEnvironment, givenWords } from '../../src/config/given-bytes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function fileOf(...strings: (string | Buffer)[]): string {
  const file = join(ownFolder(), 'strings');
  writeFileSync(file, Buffer.concat(strings.flatMap((one) => [Buffer.from(one), Buffer.of(0)])));
  return file;
}

const odd = Buffer.of(0x61, 0xff);

test('words have the bytes that they were given with', () => {
  const file = fileOf('node', 'cli.js', '', odd, 'ü');
  expect(givenWords(['', 'a\ufffd', 'ü'], file)).toEqual(['', 'a\udcff', 'ü']);
});

test('the character that stands for what is not UTF-8 may be meant', () => {
  expect(givenWords(['a\ufffd'], fileOf('node', 'a\ufffd'))).toEqual(['a\ufffd']);
});

test('words of another process do not count', () => {
  expect(givenWords(['a\ufffd', 'b'], fileOf('node', odd))).toEqual(['a\ufffd', 'b']);
});

test('of variables with one name, the first counts, and what has no name is none', () => {
  const [no, unnamed, first] = [odd, Buffer.concat([Buffer.from('='), odd]), Buffer.concat([Buffer.from('B='), odd])];
  const file = fileOf(no, unnamed, first, Buffer.concat([first, odd]));
  expect(givenEnvironment({ B: 'a\ufffd' }, file)).toEqual({ B: 'a\udcff' });
});

test('variables have the bytes that they were given with, in their names, too', () => {
  const file = fileOf('A=b', Buffer.concat([Buffer.from('ODD='), odd]), Buffer.concat([odd, Buffer.from('=x=y')]));
  const environment = { A: 'changed', ODD: 'a\ufffd', 'a\ufffd': undefined };
  expect(givenEnvironment(environment, file)).toEqual({ A: 'changed', ODD: 'a\udcff', 'a\udcff': 'x=y' });
  expect('a\udcffü😀'.toWellFormed()).toBe('a\ufffdü😀');
});
