import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOrder } from '../../src/commands/read-order.ts';
import type { Results } from '../../src/model/results.ts';
import { jsonOf, ordinary } from '../support/sample-results.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function fileOf(text: string): string {
  const file = join(ownFolder(), 'results.json');
  writeFileSync(file, text);
  return file;
}

function pipe(): string {
  const path = join(ownFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

test('a word, or a file', () => {
  expect(readOrder('longest')).toBe('longest');
  expect(readOrder('given')).toBe('given');
  const { kernels, guests } = ordinary();
  const file = fileOf(jsonOf(ordinary()));
  expect(readOrder(file)).toEqual({ file, kernels, guests });
});

const withoutTests: Results = { ...ordinary(), guests: ordinary().guests.map((one) => ({ ...one, tests: [] })) };

test.each([
  ['is not there', 'no-such-file', /: cannot read results ".*": no such file or folder/],
  ['is a folder', '/', /it is not a regular file/],
  ['has no end', '/dev/zero', /it is not a regular file/],
  ['is a pipe that nobody writes to', pipe, /it is not a regular file/],
  ['is no JSON', () => fileOf('<xml/>'), /: ".*" is not a results\.json of uml-run: not valid JSON/],
  ['is something else', () => fileOf('{"version":1}'), /kernels: expected an array, got nothing/],
  ['is cut short', () => fileOf(jsonOf(ordinary()).slice(0, -20)), /not valid JSON/],
  ['tells of no starts', () => fileOf(jsonOf(withoutTests)), /names no test that a guest has started/],
])('a file that %s is a wrong option', (_, file, why) => {
  const path = typeof file === 'string' ? file : file();
  expect(() => readOrder(path)).toThrow(
    expect.objectContaining({
      code: 'option-invalid',
      message: expect.stringMatching(why),
    }),
  );
  expect(() => readOrder(path)).toThrow(`--order was given "${path}", expected longest, given, or the results.json of`);
});
