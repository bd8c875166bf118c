import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, textOf } from '../../src/text/any-bytes.ts';

test('any bytes come back from text as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(bytesOf(textOf(Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
    }),
  );
});

test('UTF-8 is the text that it is, beside bytes that are none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(textOf(Buffer.from(text))).toBe(text);
      expect(textOf(Buffer.concat([Buffer.from(text), Buffer.of(0xff), Buffer.from(text)]))).toBe(
        `${text}\udcff${text}`,
      );
    }),
  );
});
