import { expect, test } from 'vitest';
import { arrayOf, isNumber, isText, objectOf, oneOf, optional, parseJson, recordOf } from '../../src/cache/validate.ts';

interface Thing {
  kind: 'a' | 'b';
  names: string[];
  sizes: Record<string, number>;
  note?: string;
}

const isThing = objectOf<Thing>({
  kind: oneOf('a', 'b'),
  names: arrayOf(isText),
  sizes: recordOf(isNumber),
  note: optional(isText),
});

test.each(['{"kind":"a","names":[],"sizes":{}}', '{"kind":"b","names":["x"],"sizes":{"x":1},"note":"","more":null}'])(
  '%s is one',
  (text) => {
    expect(parseJson(text, isThing)).toEqual(JSON.parse(text));
  },
);

test.each([
  '',
  'null',
  '[]',
  '"text"',
  '{"kind":"a","names":[]}',
  '{"kind":"c","names":[],"sizes":{}}',
  '{"kind":"a","names":"x","sizes":{}}',
  '{"kind":"a","names":[1],"sizes":{}}',
  '{"kind":"a","names":[],"sizes":[]}',
  '{"kind":"a","names":[],"sizes":{"x":null}}',
  '{"kind":"a","names":[],"sizes":{},"note":null}',
  '{"kind":"a","names":[],"sizes":{}',
])('%s is not', (text) => {
  expect(parseJson(text, isThing)).toBeUndefined();
});

test('a name that every object inherits is not a field', () => {
  expect(parseJson('{}', objectOf<{ toString: string }>({ toString: isText }))).toBeUndefined();
});
