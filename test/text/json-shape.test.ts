import { expect, test } from 'vitest';
import {
  arrayOf,
  integer,
  JsonMismatch,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  optional,
  parseJson,
  string,
} from '../../src/text/json-shape.ts';

const shape = object({
  name: string(),
  digest: optional(string(/^[0-9a-f]+$/)),
  parts: arrayOf(object({ size: integer(0, 10), kind: oneOf('a', 'b') })),
  seconds: nullable(number(0)),
});
const good = { name: 'x', digest: 'ff', parts: [{ size: 1, kind: 'a' }], seconds: null };

test('reads what has the shape, and leaves out the rest', () => {
  const text = JSON.stringify({ ...good, more: 1, parts: [{ size: 1, kind: 'a', more: 1 }] });
  expect(parseJson(text, shape)).toEqual(good);
});

test('reads a property that is missing or null, where it may be', () => {
  expect(parseJson('{"a":null}', object({ a: optional(string()), b: optional(string()) }))).toEqual({});
});

test('reads an object whose names are data, even __proto__', () => {
  expect(parseJson('{"__proto__":1,"b":2}', mapOf(number()))).toEqual(
    new Map([
      ['__proto__', 1],
      ['b', 2],
    ]),
  );
  expect(() => parseJson('{}', object({ toString: string() }))).toThrow('toString: expected a string, got nothing');
});

test.each([
  ['', 'not valid JSON'],
  ['{"name":', 'not valid JSON'],
  ['null', 'expected an object, got null'],
  ['[]', 'expected an object, got []'],
  [JSON.stringify({ ...good, name: 1 }), 'name: expected a string, got 1'],
  [JSON.stringify({ ...good, name: undefined }), 'name: expected a string, got nothing'],
  [JSON.stringify({ ...good, digest: 'xyz' }), 'digest: expected a string like ^[0-9a-f]+$, got "xyz"'],
  [JSON.stringify({ ...good, parts: {} }), 'parts: expected an array, got {}'],
  [JSON.stringify({ ...good, parts: [good.parts[0], 5] }), 'parts[1]: expected an object, got 5'],
  [
    JSON.stringify({ ...good, parts: [{ size: 1.5, kind: 'a' }] }),
    'parts[0].size: expected a whole number from 0 to 10',
  ],
  [
    JSON.stringify({ ...good, parts: [{ size: 11, kind: 'a' }] }),
    'parts[0].size: expected a whole number from 0 to 10',
  ],
  [JSON.stringify({ ...good, parts: [{ size: 1, kind: 'c' }] }), 'parts[0].kind: expected one of a, b, got "c"'],
  [JSON.stringify({ ...good, seconds: -1 }), 'seconds: expected a number from 0 to Infinity, got -1'],
  [JSON.stringify({ ...good, seconds: 'x'.repeat(1000) }), `got "${'x'.repeat(59)}…`],
])('says of %j what is wrong, and where', (text, message) => {
  expect(() => parseJson(text, shape)).toThrow(JsonMismatch);
  expect(() => parseJson(text, shape)).toThrow(message);
});
