import { array, assert, integer, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { TestStream } from '../../src/console/stream.ts';

const [first, second] = ['aab'.repeat(10), 'aba'.repeat(10)] as [string, string];

/** What each test has written, and which have ended. */
function read(tokens: string[], pieces: (string | Uint8Array)[]) {
  const stream = new TestStream(tokens);
  const all = [...pieces.flatMap((piece) => stream.push(Buffer.from(piece as string))), ...stream.finish()];
  const ended = all.filter(({ ended }) => ended).map(({ index }) => index);
  const texts = tokens.map((_, test) =>
    Buffer.concat(all.filter(({ index }) => index === test).map(({ bytes }) => bytes)).toString('latin1'),
  );
  return { texts, ended };
}

test.each([
  ['in one piece', [`one${first}two${second}`]],
  ['the token torn', [`one${first.slice(0, 7)}`, first.slice(7, 8), `${first.slice(8)}two`, second]],
  ['byte by byte', [...`one${first}two${second}`]],
])('what comes before a token is of its test, %s', (_, pieces) => {
  expect(read([first, second], pieces)).toEqual({ texts: ['one', 'two'], ended: [0, 1] });
});

test("a token that is nearly right, or another test's, is the program's own bytes", () => {
  const near = `${first.slice(0, -1)}x${second}${first.slice(0, 5)}`;
  expect(read([first, second], [near, first])).toEqual({ texts: [near, ''], ended: [0] });
});

test('what was held back, as it could have become a token, is given at the end', () => {
  expect(read([first], [`text${first.slice(0, 9)}`])).toEqual({ texts: [`text${first.slice(0, 9)}`], ended: [] });
});

test('after the last token, bytes are nobody’s', () => {
  expect(read([first], [`a${first}b`, 'c'])).toEqual({ texts: ['a'], ended: [0] });
  expect(read([], ['a'])).toEqual({ texts: [], ended: [] });
});

test('bytes go through unchanged, in whatever pieces', () => {
  const bytes = uint8Array({ maxLength: 60 });
  assert(
    property(bytes, bytes, array(integer({ min: 1, max: 9 }), { minLength: 1 }), (one, two, sizes) => {
      const all = Buffer.concat([one, Buffer.from(first), two, Buffer.from(second)]);
      const pieces: Buffer[] = [];
      for (let at = 0, turn = 0; at < all.length; at += sizes[turn++ % sizes.length]!)
        pieces.push(all.subarray(at, at + sizes[turn % sizes.length]!));
      const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
      expect(read([first, second], pieces)).toEqual({ texts: [text(one), text(two)], ended: [0, 1] });
    }),
  );
});

test('what comes past the channel follows what was held back, and is no token', () => {
  const stream = new TestStream([first, second]);
  const held = first.slice(0, 9);
  stream.push(Buffer.from(`on it${held}`));
  expect(stream.length).toBe(14);
  const past = stream.pushPast(Buffer.from(first));
  expect(past.map(({ index, bytes, ended }) => [index, bytes.toString(), ended])).toEqual([
    [0, held, false],
    [0, first, false],
  ]);
  expect(stream.length).toBe(14);
  expect(stream.push(Buffer.from(first)).map(({ index, ended }) => [index, ended])).toEqual([[0, true]]);
  expect(stream.length).toBe(0);
  stream.push(Buffer.from(second));
  expect(stream.pushPast(Buffer.from('nobody’s'))).toEqual([]);
});
