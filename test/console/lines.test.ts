import { array, assert, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { Lines } from '../../src/console/lines.ts';

function read(...pieces: (string | Uint8Array)[]): string[] {
  const lines = new Lines();
  return [...pieces.flatMap((piece) => lines.push(Buffer.from(piece as string))), ...lines.finish()];
}

test.each([
  [['a\nb\n'], ['a', 'b']],
  [
    ['a', 'b\nc'],
    ['ab', 'c'],
  ],
  [
    ['a\r\nb\r', '\n'],
    ['a', 'b'],
  ],
  [['a\rb\n'], ['a\rb']],
  [['\n\n'], ['', '']],
  [[''], []],
  [['ä'], ['ä']],
])('%j are the lines %j', (pieces, wanted) => {
  expect(read(...pieces)).toEqual(wanted);
});

test('a character in two pieces is whole, and bytes that are none are U+FFFD', () => {
  const [first, second] = Buffer.from('ä');
  expect(read(new Uint8Array([first!]), new Uint8Array([second!, 10]))).toEqual(['ä']);
  expect(read(new Uint8Array([0xff, 10]))).toEqual(['\ufffd']);
});

test('a line without end is given in pieces of 64 KiB', () => {
  const lines = new Lines();
  const given = Array.from({ length: 100 }, () => lines.push(Buffer.alloc(10_000, 'x'))).flat();
  expect(given.map(({ length }) => length)).toEqual(Array.from({ length: 15 }, () => 65536));
  expect(lines.finish()).toEqual(['x'.repeat(1_000_000 - 15 * 65536)]);
});

test('the pieces in which the bytes arrive do not matter', () => {
  assert(
    property(array(uint8Array({ max: 14, maxLength: 20 })), (pieces) => {
      expect(read(...pieces)).toEqual(read(Buffer.concat(pieces)));
    }),
  );
});

test('byte by byte, much is no more work than at once', () => {
  const lines = new Lines();
  const byte = Buffer.from('x');
  for (let number = 0; number < 15 * 65536; number++) lines.push(byte);
  expect(lines.finish()).toEqual(['x'.repeat(65536)]);
});
