import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { KeptTimes } from '../../src/cache/kept-times.ts';
import type { TestResult } from '../../src/model/results.ts';
import { kernel, results, testResult } from '../support/sample-results.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const project = '/home/me/project';
const day = 24 * 3_600_000;
const on = kernel('6.1');

afterEach(() => void vi.useRealTimers());

function open(folder: string, at = project): KeptTimes {
  return new KeptTimes({ folder }, at);
}

function ran(name: string, seconds: number, values: Partial<TestResult> = {}): TestResult {
  return testResult(name, '6.1', 'passed', 'exit', { program: `${project}/tests/${name}`, seconds, ...values });
}

function keep(folder: string, ...tests: TestResult[]): void {
  open(folder).keep(results([on], tests));
}

/** What is known of a test of a project. */
function secondsOf(name: string, folder: string, at = project, spec = on.spec): number | undefined {
  const program = { path: join(at, 'tests', name), format: 'elf-static', libraries: [], siblings: [] } as const;
  return open(folder, at).expectedSeconds({ name, program: { ...program, libraries: [], siblings: [] } }, { spec });
}

const fileIn = (folder: string) => join(folder, 'times', readdirSync(join(folder, 'times'))[0] ?? '');

test('tests that passed, failed or were skipped are known, and no others', () => {
  const folder = ownFolder();
  keep(
    folder,
    ran('good', 1),
    ran('bad', 2, { verdict: 'failed' }),
    ran('skipped', 3, { verdict: 'skipped', reason: 'skip' }),
    ran('panicked', 4, { verdict: 'errored', reason: 'panic' }),
    ran('left', 5, { verdict: 'errored', reason: 'environment', notRun: true }),
  );
  const known = ['good', 'bad', 'skipped', 'panicked', 'left'].map((name) => secondsOf(name, folder));
  expect(known).toEqual([1, 2, 3, undefined, undefined]);
});

test('a checkout elsewhere finds the tests in it, and nothing of another kernel', () => {
  const folder = ownFolder();
  keep(folder, ran('a', 1), ran('b', 2, { program: '/usr/bin/b' }));
  expect(secondsOf('a', folder, '/tmp/other')).toBe(1);
  expect(secondsOf('b', folder, '/tmp/other')).toBeUndefined();
  expect(secondsOf('a', folder, project, 'distro:7.2')).toBeUndefined();
});

test('the last run counts, and what did not run in it stays known', () => {
  const folder = ownFolder();
  keep(folder, ran('a', 1), ran('b', 2));
  keep(folder, ran('b', 3));
  expect([secondsOf('a', folder), secondsOf('b', folder)]).toEqual([1, 3]);
});

test('what another run adds meanwhile stays', () => {
  const folder = ownFolder();
  const [one, other] = [open(folder), open(folder)];
  for (const times of [one, other]) expect(times.bootSeconds(on)).toBeUndefined();
  one.keep(results([on], [ran('a', 1)]));
  other.keep(results([on], [ran('b', 2)]));
  expect([secondsOf('a', folder), secondsOf('b', folder)]).toEqual([1, 2]);
});

test('a run does not change what it began with', () => {
  const folder = ownFolder();
  const times = open(folder);
  expect(times.bootSeconds(on)).toBeUndefined();
  times.keep(results([on], [ran('a', 1)]));
  expect(times.bootSeconds(on)).toBeUndefined();
  expect(open(folder).bootSeconds(on)).toBe(0.14);
});

test('a kernel that did not boot keeps what was known of it', () => {
  const folder = ownFolder();
  keep(folder, ran('a', 1));
  open(folder).keep(results([{ ...on, bootSeconds: null }], [ran('a', 9)]));
  expect(open(folder).bootSeconds(on)).toBe(0.14);
  expect(secondsOf('a', folder)).toBe(1);
});

test('a test that has not run for long is forgotten, and so is a kernel', () => {
  const folder = ownFolder();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 100 * day });
  keep(folder, ran('old', 1));
  vi.setSystemTime(Date.now() + 50 * day);
  keep(folder, ran('a', 2));
  vi.setSystemTime(Date.now() + 50 * day);
  keep(folder, ran('a', 2));
  expect([secondsOf('old', folder), secondsOf('a', folder)]).toEqual([undefined, 2]);
  const past = (Date.now() - 91 * day) / 1000;
  utimesSync(fileIn(folder), past, past);
  open(folder).keep(results([kernel('7.2')], []));
  expect(readdirSync(join(folder, 'times'))).toHaveLength(1);
  expect(open(folder).bootSeconds(on)).toBeUndefined();
});

test('there is an end to the size of the file: those that ran last are kept', () => {
  const folder = ownFolder();
  keep(folder, ran('early', 1), ran('again', 1));
  keep(
    folder,
    ...Array.from({ length: 30_000 }, (_, index) => ran(`t${index}-${'x'.repeat(200)}`, 1)),
    ran('again', 2),
  );
  expect(statSync(fileIn(folder)).size).toBeLessThan(5 << 20);
  const known = ['early', 'again', `t29999-${'x'.repeat(200)}`].map((name) => secondsOf(name, folder));
  expect(known).toEqual([undefined, 2, 1]);
  expect(open(folder).bootSeconds(on)).toBe(0.14);
});

test('a run of one test writes no more for what others have kept', () => {
  const folder = ownFolder();
  keep(folder, ran('a', 1));
  const alone = statSync(fileIn(folder)).size;
  keep(folder, ...Array.from({ length: 1000 }, (_, index) => ran(`t${index}`, 1)));
  const before = readFileSync(fileIn(folder), 'utf8');
  keep(folder, ran('a', 3));
  const after = readFileSync(fileIn(folder), 'utf8');
  expect(after.startsWith(before)).toBe(true);
  expect(after.length - before.length).toBe(alone);
});

const damage: [string, (text: string) => string][] = [
  ['empty', () => ''],
  ['cut short', (text) => text.slice(0, text.indexOf('a') + 1)],
  ['not of that form', () => '{"version":1,"tests":{"a":1}}'],
  ['without line breaks', (text) => text.replaceAll('\n', '')],
  ['one whose seconds are no number', (text) => text.replaceAll(/ 1 /g, ' one ')],
  ['one whose seconds are below 0', (text) => text.replaceAll(/ 1 /g, ' -1 ')],
  ['one whose days are no number', (text) => text.replaceAll(/ \d+$/gm, ' 1e9')],
];

test.each(damage)('nothing is read of a file that is %s, and times are added to it', (_, damaged) => {
  const folder = ownFolder();
  keep(folder, ran('a', 1));
  const file = fileIn(folder);
  writeFileSync(file, damaged(readFileSync(file, 'utf8')));
  expect(secondsOf('a', folder)).toBeUndefined();
  keep(folder, ran('a', 2));
  expect(secondsOf('a', folder)).toBe(2);
});

test('what is cut short costs no other test its time, nor does a name with line breaks', () => {
  const folder = ownFolder();
  keep(folder, ran('a', 1), ran('b\n["a","tests/a"] 7 1\n', 2), ran('c', 3));
  const file = fileIn(folder);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"c".*/s, ''));
  keep(folder, ran('d', 4));
  const known = ['a', 'b\n["a","tests/a"] 7 1\n', 'c', 'd'].map((name) => secondsOf(name, folder));
  expect(known).toEqual([1, 2, undefined, 4]);
});

test('of many tests that are asked for, each has its own time, and the last that is not damaged', () => {
  const folder = ownFolder();
  const names = Array.from({ length: 60 }, (_, index) => `t${index}`);
  keep(folder, ...names.map((name, index) => ran(name, index)));
  writeFileSync(fileIn(folder), `\n${JSON.stringify(['t2', 'tests/t2'])} 9`, { flag: 'a' });
  const times = open(folder);
  const ask = (name: string) =>
    times.expectedSeconds(
      { name, program: { path: join(project, 'tests', name), format: 'elf-static', libraries: [], siblings: [] } },
      { spec: on.spec },
    );
  const expected = names.map((_, index) => index);
  expect(names.map(ask)).toEqual(expected);
  expect(names.map(ask)).toEqual(expected);
  expect(ask('t')).toBeUndefined();
  expect(names.slice(0, 9).map((name) => secondsOf(name, folder))).toEqual(expected.slice(0, 9));
});

test('a cache that cannot be written costs nothing', () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'times'), '');
  keep(folder, ran('a', 1));
  expect(secondsOf('a', folder)).toBeUndefined();
  rmSync(join(folder, 'times'));
});
