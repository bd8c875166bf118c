import { describe, expect, test } from 'vitest';
import { evaluate, formatExpression, parseExpression, unmet } from '../../../src/kernel/kconfig/expression.ts';

const config = new Map([
  ['YES', 'y'],
  ['MODULE', 'm'],
  ['COUNT', '8'],
  ['NAME', '"um"'],
]);

test.each([
  ['YES', 2],
  ['MODULE', 1],
  ['NOT_THERE', 0],
  ['!MODULE', 1],
  ['!NOT_THERE', 2],
  ['YES && MODULE', 1],
  ['NOT_THERE || MODULE && YES', 1],
  ['!(YES && MODULE) || NOT_THERE', 1],
  ['NAME = "um"', 2],
  ['NAME!="um"', 0],
  ['COUNT > 8', 0],
  ['COUNT >= 8 && COUNT < 9', 2],
  ['NOT_THERE=n', 2],
  ['$(cc-option,-fsanitize=kernel-address)', 2],
  ['$(success,$(CC) -v) && MODULE', 1],
  ['"$(SUBARCH)" = "x86"', 2],
  ['y', 2],
])('%s is %i', (text, level) => {
  expect(evaluate(parseExpression(text)!, config)).toBe(level);
});

test.each(['', '&&', 'A &&', '(A', 'A B', 'A =', '!'])('“%s” is not taken for an expression', (text) => {
  expect(parseExpression(text)).toBeUndefined();
});

test.each(['A && B || C', '(A || B) && C', '!(A || B)', '!A', 'A=y && B!="x"'])(
  '%s is written as it was read',
  (text) => {
    expect(formatExpression(parseExpression(text)!)).toBe(text);
  },
);

describe('what is missing', () => {
  const missing = (text: string, level: 1 | 2) =>
    unmet(parseExpression(text)!, config, level).map((one) => formatExpression(one));

  test('each part joined by && that does not hold', () => {
    expect(missing('YES && NET && (A || B) && !YES', 2)).toEqual(['NET', 'A || B', '!YES']);
  });

  test('a module is enough for a module only', () => {
    expect(missing('YES && MODULE', 1)).toEqual([]);
    expect(missing('YES && MODULE', 2)).toEqual(['MODULE']);
  });
});
