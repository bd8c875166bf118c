import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UmlRunError } from '../../src/model/errors.ts';
import { readResults } from '../../src/results/read-results.ts';
import { guest, hostile, jsonOf, large, ordinary, results, withPeers } from '../support/sample-results.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/results.schema.json', import.meta.url), 'utf8'));
const isAsTheSchemaSays = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const path = () => join(ownFolder(), 'results.json');

function fileWith(text: string): string {
  const file = path();
  writeFileSync(file, text);
  return file;
}

function errorFor(file: string): UmlRunError {
  try {
    readResults(file);
  } catch (error) {
    if (error instanceof UmlRunError) return error;
    throw error;
  }
  throw new Error(`${file} was read`);
}

test.each([
  ['ordinary', ordinary()],
  ['hostile', hostile()],
  ['with guests beside the tests', withPeers()],
  ['large', large(10)],
  ['empty', results([], [])],
  ['captured', { ...results([], []), guests: [{ ...guest('7.2.1'), capture: 'logs/guests.pcapng' }] }],
])('%s results are the same when read back', (_, sample) => {
  expect(readResults(fileWith(jsonOf(sample)))).toEqual(sample);
});

test('leaves out what a later version may have added', () => {
  const later = { ...ordinary(), more: 1, tests: ordinary().tests.map((test) => ({ ...test, more: 1 })) };
  expect(readResults(fileWith(JSON.stringify(later)))).toEqual(ordinary());
});

test('reads what an earlier version wrote, which did not tell of the tests of a guest', () => {
  const { guests, ...others } = ordinary();
  const earlier = guests.map(({ tests: _, ...one }) => one);
  const read = readResults(fileWith(JSON.stringify({ ...others, guests: earlier })));
  expect(read.guests).toEqual(guests.map((one) => ({ ...one, tests: [] })));
});

test('reads what an earlier version wrote, which did not tell of guests', () => {
  const { guests: _, ...earlier } = ordinary();
  const tests = earlier.tests.map(({ guest: __, ...test }) => test);
  const read = readResults(fileWith(JSON.stringify({ ...earlier, tests })));
  expect(read.guests).toEqual([]);
  expect(read.tests.every(({ guest }) => guest === null)).toBe(true);
  expect(isAsTheSchemaSays({ ...earlier, tests })).toBe(true);
});

test('says which file it cannot read', () => {
  const file = path();
  expect(errorFor(file)).toMatchObject({ code: 'file-unreadable', exitCode: 2 });
  expect(errorFor(file).message).toContain(`cannot read results "${file}": no such file or folder`);
});

const whole = jsonOf(ordinary());

test.each([
  ['an empty file', '', 'not valid JSON'],
  ['a file cut short', whole.slice(0, whole.length / 2), 'not valid JSON'],
  ['another JSON file', '[]', 'expected an object, got []'],
  ['a later format', whole.replace('"version": 1', '"version": 2'), 'version: expected one of 1, got 2'],
  ['an unknown verdict', whole.replace('"passed"', '"fine"'), 'tests[0].verdict: expected one of passed, '],
  [
    'a test without a kernel',
    whole.replace(/(\n {2}"tests": [\s\S]*?)"kernel":/, '$1"colonel":'),
    'tests[0].kernel: expected a string, got nothing',
  ],
])('refuses %s, and says where it is wrong', (_, text, message) => {
  const error = errorFor(fileWith(text));
  expect(error).toMatchObject({ code: 'results-invalid', exitCode: 2 });
  expect(error.message).toContain(message);
});

test('accepts what the schema accepts, and nothing else', () => {
  const sample = {
    ...ordinary(),
    tests: ordinary()
      .tests.filter(({ name }) => name === 'tap')
      .slice(0, 1),
  };
  const places = placesIn(sample);
  const file = path();
  const values = fc.constantFrom<unknown>(
    undefined,
    null,
    0,
    -1,
    1.5,
    256,
    '',
    'x',
    'passed',
    'exit',
    [],
    {},
    [1],
    [''],
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), values, (place, value) => {
      const damaged = JSON.parse(JSON.stringify(sample));
      const parent = place.slice(0, -1).reduce((object, key) => object[key], damaged);
      parent[place.at(-1)!] = value;
      const text = JSON.stringify(damaged);
      writeFileSync(file, text);
      if (isAsTheSchemaSays(JSON.parse(text))) expect(readResults(file)).toBeDefined();
      else expect(errorFor(file).code).toBe('results-invalid');
    }),
    { numRuns: 500 },
  );
});

/** The keys that lead to each value within a value. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...placesIn(inner).map((place) => [key, ...place])]);
}
