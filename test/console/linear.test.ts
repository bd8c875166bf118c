/**
 * What tests and kernels write may be anything: whatever reads it takes steps in proportion to its length. Steps are
 * counted, not time; see test/support/regex-steps.ts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, test } from 'vitest';
import { beginningsOf, parseRegex, stepsOf } from '../support/regex-steps.ts';

interface Literal {
  pattern: string;
  flags: string;
}

const sources = join(import.meta.dirname, '../../src');
const rooms = ['console', 'formats', 'report', 'verdict'];
const files = rooms.flatMap((room) => readdirSync(join(sources, room)).map((name) => join(room, name)));

/** The regular expressions that a source has as literals. */
function literalsOf(file: string): Literal[] {
  const found: Literal[] = [];
  const tree: unknown = parseAst(readFileSync(join(sources, file), 'utf8'), { lang: 'ts' });
  JSON.stringify(tree, (key, value) => {
    if (key === 'regex') found.push(value);
    return value;
  });
  return found;
}

const all = files.flatMap((file) => literalsOf(file).map((literal) => ({ file, ...literal })));

/** Steps for each character, at most. An expression has some dozens of ways to go. */
const perCharacter = 60;
/** Of texts, about. */
const length = 1000;

const fillers = [' ', '0', 'x', '-', '\u2028'];

/** What an expression begins to match, whatever many times, and does not match in the end. */
function likelyTexts(beginnings: string[]): string[] {
  return beginnings.flatMap((beginning) => [
    ...['', ...fillers].map((filler) => `${(beginning + filler).repeat(length).slice(0, length)}\u2028`),
    ...fillers.map((filler) => `${beginning}${filler.repeat(length)}\u2028x`),
  ]);
}

/** Any of them together, each once, twice, or as often as there is room. */
function anyText(beginnings: string[]): fc.Arbitrary<string> {
  const one = fc.constantFrom(...beginnings, ...fillers);
  const unit = fc.array(one, { minLength: 1, maxLength: 3 }).map((some) => some.join(''));
  const piece = fc.tuple(unit, fc.constantFrom(1, 1, 2, length));
  return fc.array(piece, { minLength: 1, maxLength: 4 }).map((some) => {
    const share = Math.ceil(length / some.length);
    return some.map(([text, times]) => text.repeat(times).slice(0, share)).join('');
  });
}

function expectLinear({ pattern, flags }: Literal): void {
  const expression = parseRegex(pattern, flags);
  const beginnings = [...new Set(beginningsOf(expression))];
  const most = perCharacter * length;
  const isLinear = (text: string) => stepsOf(expression, text, most) < most;
  expect(likelyTexts(beginnings).filter((text) => !isLinear(text))).toEqual([]);
  fc.assert(fc.property(anyText(beginnings), isLinear), { numRuns: 50 });
}

test('there are expressions to try', () => expect(all.length).toBeGreaterThan(50));

test.each(all)('$file: /$pattern/$flags', expectLinear);

describe('expressions that were there, and were not', () => {
  test.each([
    'INFO: task .* blocked.* for more than \\d+ seconds',
    'UBSAN: .* in \\S+:\\d+:\\d+',
    'INFO: rcu\\S* .*detected.*\\bstall',
    '(Out of memory|Memory cgroup out of memory).*: Killed process \\d+ \\((.*)\\) total-vm',
    '-{4,}\\[ cut here \\]-{4,}$',
    'list_(add|del)\\b.*corruption',
    '^1\\.\\.(\\d+)\\s*(?:#\\s*skip\\b\\s*:?\\s*(.*?)\\s*)?$',
    '^(a+)+$',
  ])('/%s/', (pattern) => expect(() => expectLinear({ pattern, flags: '' })).toThrow());
});
