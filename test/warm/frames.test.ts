import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, type Frame, FrameReader, type FrameType, frames } from '../../src/warm/frames.ts';

const types = Object.keys(frames) as FrameType[];
const frame = fc.record({
  type: fc.constantFrom(...types),
  bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

test('frames come out as they went in, in whatever pieces', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.integer({ min: 1, max: 400 })), (given, lengths) => {
      const reader = new FrameReader();
      const read: Frame[] = [];
      let rest = Buffer.concat(given.map(({ type, bytes }) => encodeFrame(type, bytes)));
      for (const length of [...lengths, rest.length]) {
        read.push(...reader.push(rest.subarray(0, length)));
        rest = rest.subarray(length);
      }
      read.push(...reader.push(rest));
      expect(read).toEqual(given);
    }),
  );
});

test('no two types have the same letter', () => {
  expect(new Set(Object.values(frames)).size).toBe(types.length);
});

test.each([
  ['a type that there is not', Buffer.from('G\0\0\0\0')],
  ['a length that no frame has', Buffer.from('R\0\0\0\x7f')],
])('%s is refused', (_, bytes) => {
  expect(() => new FrameReader().push(bytes)).toThrow(RangeError);
});
