import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorClasses } from '../../src/model/errors.ts';
import { errorCallsIn, hole, stringsIn, styleFaults, subclassesIn } from './message-style.ts';

const src = join(import.meta.dirname, '../../src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, source: readFileSync(join(src, path), 'utf8') }));
const base = new Set(['UmlRunError']);
const classes = new Set([...base, ...files.flatMap(({ source }) => subclassesIn(source, base))]);
const calls = files.flatMap(({ path, source }) => errorCallsIn(source, classes).map((call) => ({ path, ...call })));

test('every message is in one style', () => {
  const faults = calls.flatMap(({ path, line, messages }) =>
    messages.flatMap((message) =>
      styleFaults(message).map((fault) => `src/${path}:${line} ${fault}: ${message.replaceAll(hole, '…')}`),
    ),
  );
  expect(faults).toEqual([]);
});

test('every code of an error exists, and every one that exists is used', () => {
  for (const { path, line, codes } of calls) {
    for (const code of codes) expect(errorClasses, `src/${path}:${line}`).toHaveProperty(code);
  }
  const strings = files.filter(({ path }) => path !== 'model/errors.ts').flatMap(({ source }) => stringsIn(source));
  expect(Object.keys(errorClasses).filter((code) => !strings.includes(code))).toEqual([]);
});

test('finds the errors of the sources', () => {
  expect(calls.length).toBeGreaterThan(150);
  expect(classes.size).toBeGreaterThan(1);
});

describe('the check itself', () => {
  test.each([
    ['No such file', 'begins with a capital'],
    [' no such file', 'begins with a mark'],
    ['', 'is empty'],
    ['it does not exist.', 'ends with a full stop'],
    ['kernel “x” does not exist', 'has typographic quotes'],
    [`kernel '${hole}' does not exist`, 'puts a value in single quotes or backticks'],
    [`kernel \`${hole}\` does not exist`, 'puts a value in single quotes or backticks'],
    ['x is no kernel', 'says "is no", "are no" or "be no"'],
    ['there is no such kernel', 'says "is no", "are no" or "be no"'],
    ['mend the file', 'says "mend"'],
    ['one  two', 'has two spaces'],
  ])('refuses %j', (message, fault) => {
    expect(styleFaults(message)).toEqual([fault]);
  });

  test.each([
    'kernel "x" does not exist: name another with --kernel',
    '--timeout was given "x"',
    `${hole} cannot be read`,
    `"${hole}" cannot be read`,
    `${hole}'s library is missing`,
    'Alpine has no release 3.19.99',
    'it is no longer there',
  ])('allows %j', (message) => {
    expect(styleFaults(message)).toEqual([]);
  });

  test('reads every message that an error may have', () => {
    const source = `
      class Special extends UmlRunError {}
      throw new UmlRunError('a', \`one \${x} \${y ? 'two' : "three"}\` + z, { cause });
      const f = (): Error => new Special(p ? 'b' : 'c', text as string);
      new Error('Other.');`;
    const found = new Set([...base, ...subclassesIn(source, base)]);
    expect(errorCallsIn(source, found).toSorted((a, b) => a.line - b.line)).toEqual([
      { line: 3, codes: ['a'], messages: [`one ${hole} two${hole}`, `one ${hole} three${hole}`] },
      { line: 4, codes: ['b', 'c'], messages: [hole] },
    ]);
  });
});
