import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from '../../src/text/any-bytes.ts';
import { callName, decidingVariables, decodeRequest, encodeCallWords } from '../../src/warm/request.ts';

const word = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));
const words = fc.record({ options: fc.array(word), folder: word, variables: fc.array(word) });

function requestOf(encoded: Buffer, ...others: string[]): Buffer {
  return Buffer.concat([Buffer.from('stamp\0'), encoded, ...others.map((other) => bytesOf(`${other}\0`))]);
}

test('a request has the words that a call is known by', () => {
  fc.assert(
    fc.property(words, fc.array(word, { minLength: 1 }), (given, program) => {
      const encoded = encodeCallWords(given);
      const rest = [String(program.length), ...program, '3', 'A=b=c', 'A=second', 'none', '24', '80', '0'];
      const request = decodeRequest(requestOf(encoded, ...rest));
      expect(request).toMatchObject({ stamp: 'stamp', words: given, environment: { A: 'b=c' } });
      expect(request.encodedWords.equals(encoded)).toBe(true);
      expect([request.program, ...request.arguments]).toEqual(program);
      expect(request).toMatchObject({ terminal: { rows: 24, columns: 80 }, hasInput: false });
    }),
  );
});

test('whatever is not a request is refused', () => {
  const whole = requestOf(
    encodeCallWords({ options: ['-t'], folder: '/', variables: [] }),
    '1',
    'p',
    '0',
    '0',
    '0',
    '1',
  );
  expect(decodeRequest(whole)).toMatchObject({ program: 'p', hasInput: true });
  expect(decodeRequest(whole).terminal).toBeUndefined();
  for (let length = 0; length < whole.length; length++)
    expect(() => decodeRequest(whole.subarray(0, length)), String(length)).toThrow(RangeError);
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      try {
        decodeRequest(Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

test('variables that decide what a guest is started for', () => {
  const environment = { A: '1', PATH: '/bin', UML_RUN_MEMORY: '512', UML_RUN_ARTIFACTS: '/a', UML_RUN_COLD: 'x' };
  expect(decidingVariables(environment)).toEqual(['PATH=/bin', 'UML_RUN_MEMORY=512']);
});

test('other words have another name', () => {
  const one = callName(encodeCallWords({ options: ['a'], folder: '/', variables: [] }));
  const other = callName(encodeCallWords({ options: [], folder: '/', variables: ['a'] }));
  expect(one).toMatch(/^[0-9a-f]{16}$/);
  expect(other).not.toBe(one);
});
