import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

test.each([
  ['kernal', ['kernel', 'panel'], 'kernel'],
  ['USER_N', ['USER_NS', 'USER'], 'USER_NS'],
  ['Exit0', ['exit1', 'exit0'], 'exit0'],
  ['ab', ['xy', 'abc'], 'abc'],
  ['ab', ['abcd'], undefined],
  ['jobs', ['quiet', 'output'], undefined],
  ['seed', ['feed', 'need'], 'feed'],
  ['😀x', ['😀y'], '😀y'],
  ['', ['a'], 'a'],
  ['x', [], undefined],
])('%s among %j is %s', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

test('what is among them is the nearest to itself', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.nat(), (words, index) => {
      const word = words[index % words.length]!;
      expect(nearest(word, words)).toBe(word);
    }),
  );
});

test('a letter put in, taken out or replaced is found', () => {
  const word = fc.stringMatching(/^[a-z]{3,12}$/);
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom('', 'q'), fc.nat(1), (word, at, instead, deleted) => {
      const index = at % word.length;
      expect(nearest(word.slice(0, index) + instead + word.slice(index + deleted), [word])).toBe(word);
    }),
  );
});
