import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { generatedTexts } from '../../scripts/docs.ts';
import { outputs } from '../../src/config/action-outputs.ts';
import { formatActionTypes } from '../../src/config/action-types.ts';
import { formatActionYml } from '../../src/config/action-yml.ts';
import { rows } from '../../src/config/options-table.ts';
import { readOptions } from '../../src/config/read-options.ts';
import { splatIn } from '../../src/console/splats.ts';
import { splatKinds } from '../../src/model/splat-kinds.ts';

interface InputType {
  type: string;
  separator?: string;
  'list-item'?: InputType;
  'allowed-values'?: string[];
}

const texts = [...generatedTexts()].map(([path, text]) => [relative(process.cwd(), path), path, text] as const);

test.each(texts)('%s is what "npm run docs" makes', (_, path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('action.yml has each input and output, described, and no expression', () => {
  const text = formatActionYml();
  const names = [...text.matchAll(/^ {2}([a-z-]+):\n {4}description: '[A-Z]([^'\n]|'')+\.?'\n/gm)].map(
    ([, name]) => name,
  );
  const inputs = rows.filter(([, row]) => row.only !== 'command').map(([, row]) => row.name);
  expect(names).toEqual(['tests', ...inputs, ...Object.keys(outputs)]);
  expect(text).toContain('\nruns:\n  using: node24\n  main: dist/action.js\n');
  expect(text).not.toContain('${{');
});

test("action.yml's defaults are those of the command", () => {
  const defaults = [...formatActionYml().matchAll(/^ {2}([a-z-]+):\n.*\n {4}default: '(.*)'$/gm)];
  const given = new Map(defaults.map(([, name, value]) => [name!, { texts: [value!], label: name! }]));
  expect(given.size).toBeGreaterThan(10);
  expect(readOptions(given)).toEqual(readOptions(new Map()));
});

test('action-types.yml types each input and output, and admits the defaults of action.yml', () => {
  const action = parse(formatActionYml());
  const types = parse(formatActionTypes());
  expect(Object.keys(types.inputs)).toEqual(Object.keys(action.inputs));
  expect(Object.keys(types.outputs)).toEqual(Object.keys(action.outputs));
  const admits = (type: InputType, value: string): boolean => {
    if (type.type === 'list') return value.split(type.separator!).every((item) => admits(type['list-item']!, item));
    if (type.type === 'enum') return type['allowed-values']!.includes(value);
    if (type.type === 'boolean') return ['true', 'false'].includes(value);
    return type.type === 'integer' ? /^\d+$/.test(value) : type.type === 'string';
  };
  for (const [name, type] of Object.entries<InputType>(types.inputs)) {
    const value = action.inputs[name].default;
    if (value !== undefined) expect(admits(type, value), `${name}: ${value}`).toBe(true);
  }
});

test.each([
  ['sandbox', { type: 'enum', 'allowed-values': ['auto', 'off'] }],
  ['jobs', { type: 'integer' }],
  ['timeout', { type: 'string' }],
  ['fast-boot', { type: 'boolean' }],
  ['env', { type: 'list', separator: '\n', 'list-item': { type: 'string' } }],
  ['skip-exit-codes', { type: 'list', separator: ',', 'list-item': { type: 'string' } }],
])('action-types.yml: %s', (name, type) => {
  expect(parse(formatActionTypes()).inputs[name]).toEqual(type);
});

test('names are kebab-case and help is one line without a full stop', () => {
  for (const [, { name, help }] of rows) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(help).toMatch(/^[a-zA-Z][^\n]*[^.\n]$/);
  }
});

test.each([
  ['BUG: KASAN: use-after-free in f', 'kasan'],
  ['BUG: KCSAN: data-race in f', 'kcsan'],
  ['UBSAN: shift-out-of-bounds in f.c:1', 'ubsan'],
  ['BUG: Bad page state in process a', 'bad-page'],
  ['BUG: scheduling while atomic: a/1/0x2', 'scheduling'],
  ['rcu: INFO: rcu_sched self-detected stall on CPU', 'rcu-stall'],
  ['INFO: task a:1 blocked for more than 120 seconds.', 'hung-task'],
  ['WARNING: possible circular locking dependency detected', 'lockdep'],
  ['list_add corruption. prev->next should be next', 'list-corruption'],
  ['refcount_t: underflow; use-after-free.', 'refcount'],
  ['kmemleak: 1 new suspected memory leaks', 'kmemleak'],
  ['Oops: 0000 [#1]', 'oops'],
  ['kernel BUG at mm/f.c:1!', 'bug'],
  ['WARNING: CPU: 0 PID: 1 at f.c:1 f+0x1/0x2', 'warning'],
])('--fail-on knows the kind that the console finds in %j', (line, kind) => {
  expect(splatIn(line)?.kind).toBe(kind);
  expect(splatKinds).toContain(kind);
});
