import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, constantFrom, integer, nat, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTap, type Tap, TapReader } from '../../src/formats/tap.ts';

const read = (...lines: string[]) => readTap(`${lines.join('\n')}\n`);
const problemOf = (...lines: string[]) => read(...lines)?.problem;

describe('subtests', () => {
  test('are read from what the kernel selftests print', () => {
    expect(
      read(
        'TAP version 13',
        '1..4',
        '# Starting 4 tests from 2 test cases.',
        '#  RUN           global.trace_ok ...',
        'ok 1 global.trace_ok',
        'not ok 2 global.trace_bad',
        'ok 3 # SKIP no such feature',
        'not ok 4 known_broken # TODO later',
        '# FAILED: 3 / 4 tests passed.',
      ),
    ).toEqual({
      subtests: [
        { name: 'global.trace_ok', verdict: 'passed', reason: '' },
        { name: 'global.trace_bad', verdict: 'failed', reason: 'not ok' },
        { name: 'subtest 3', verdict: 'skipped', reason: 'no such feature' },
        { name: 'known_broken', verdict: 'passed', reason: 'todo later' },
      ],
      problem: '1 of 4 subtests failed: global.trace_bad',
    });
  });

  test('are those of a test of the harness, between its beginning and its end', () => {
    expect(
      read(
        'TAP version 13',
        '1..3',
        '# Starting 3 tests from 1 test cases.',
        '#  RUN           global.waits ...',
        'ok 1 waits for a private futex',
        'ok 2 # SKIP needs libnuma',
        '#            OK  global.waits',
        'ok 1 global.waits',
        '#  RUN           global.wakes ...',
        'ok 1 wakes one',
        '#            OK  global.wakes',
        'ok 2 # SKIP as older ones say it',
        '#  RUN           global.ends ...',
        'ok 1 ends',
        'ok 3 global.ends',
        '# Totals: pass:3 fail:0 xfail:0 xpass:0 skip:0 error:0',
      ),
    ).toEqual({
      subtests: [
        { name: 'waits for a private futex', verdict: 'passed', reason: '' },
        { name: 'subtest 2', verdict: 'skipped', reason: 'needs libnuma' },
        { name: 'global.waits', verdict: 'passed', reason: '' },
        { name: 'wakes one', verdict: 'passed', reason: '' },
        { name: 'subtest 2', verdict: 'skipped', reason: 'as older ones say it' },
        { name: 'ends', verdict: 'passed', reason: '' },
        { name: 'global.ends', verdict: 'passed', reason: '' },
      ],
    });
  });

  test.each([
    [
      'a failure in its body',
      ['not ok 1 reads', '#            OK  global.reads', 'ok 1 global.reads'],
      'in "global.reads", 1 of 1 subtest failed: reads',
    ],
    [
      'a number twice in its body',
      ['ok 1 a', 'ok 1 b', 'ok 1 global.reads'],
      'in "global.reads", subtest 1 was reported more than once',
    ],
    ['a number twice outside', ['ok 1 global.reads', 'ok 1 global.reads'], 'subtest 1 was reported more than once'],
    ['no result of its own', ['ok 1 reads'], 'it planned 1 subtest, and reported 0'],
    [
      'a failure that the harness tells',
      ['ok 1 reads', '#          FAIL  global.reads', 'not ok 1 global.reads'],
      '1 of 1 subtest failed: global.reads',
    ],
  ])('of a test of the harness with %s', (_, lines, problem) => {
    expect(problemOf('TAP version 13', '1..1', '#  RUN           global.reads ...', ...lines)).toBe(problem);
  });

  test('are read where they are set in, and from KTAP', () => {
    const tap = read(
      'KTAP version 1',
      '1..1',
      '  KTAP version 1',
      '  1..1',
      '    # Subtest: inner',
      '  ok 1 - inner one',
      'ok 1 outer',
    );
    expect(tap).toEqual({
      subtests: [
        { name: 'inner one', verdict: 'passed', reason: '' },
        { name: 'outer', verdict: 'passed', reason: '' },
      ],
    });
  });

  test.each([
    ['ok 1 - a \\# SKIP of a name', { name: 'a \\# SKIP of a name', verdict: 'passed', reason: '' }],
    ['ok 1 issue #5', { name: 'issue #5', verdict: 'passed', reason: '' }],
    ['ok 1 - reads # Skipped: no device\r', { name: 'reads', verdict: 'skipped', reason: 'no device' }],
    ['not ok 1 - reads # SKIP', { name: 'reads', verdict: 'skipped', reason: '' }],
    ['ok 1 # XFAIL known', { name: 'subtest 1', verdict: 'passed', reason: 'xfail known' }],
    ['not ok 1 # error reads', { name: 'subtest 1', verdict: 'failed', reason: 'reads' }],
    [
      'not ok 1 selftests: net: x # TIMEOUT 45 seconds',
      { name: 'selftests: net: x', verdict: 'failed', reason: '45 seconds' },
    ],
  ])('%j', (line, subtest) => {
    expect(read('TAP version 13', '1..1', line)?.subtests).toEqual([subtest]);
  });

  test('beyond 10,000 are counted, and left out', () => {
    const tap = read('TAP version 13', '1..30000', ...Array.from({ length: 30_000 }, (_, index) => `ok ${index + 1}`));
    expect(tap?.subtests).toHaveLength(10_000);
    expect(tap?.leftOut).toBe(20_000);
    expect(tap?.problem).toBeUndefined();
  });

  test('that there is no room for are counted, and failures have more of it than others', () => {
    const reader = new TapReader(100_000);
    const line = (index: number) => `${index > 200 ? 'not ok' : 'ok'} ${index} - ${'n'.repeat(5000)}`;
    const lines = ['TAP version 13', '1..400', ...Array.from({ length: 400 }, (_, index) => line(index + 1))];
    reader.push(Buffer.from(lines.join('\n')));
    const { subtests, leftOut } = reader.finish()!;
    const count = (wanted: string) => subtests.filter(({ verdict }) => verdict === wanted).length;
    // Each takes 1,100 bytes, of 75,000 and then of all.
    expect([count('passed'), count('failed'), leftOut]).toEqual([68, 22, 310]);
  });

  test('of what turns out not to be TAP leave their room to others', () => {
    const reader = new TapReader(3000);
    const noise = Array.from({ length: 100 }, (_, index) => `ok${' '.repeat(2)}${index} - loose`);
    reader.push(Buffer.from([...noise, 'TAP version 13', '1..1', 'ok 1 - real'].join('\n')));
    expect(reader.finish()?.subtests.at(-1)?.name).toBe('real');
  });
});

describe('a plan that skips everything', () => {
  test('is told, with its reason', () => {
    expect(read('TAP version 13', '1..0 # SKIP needs root')).toEqual({ subtests: [], skip: 'needs root' });
    expect(read('1..0 # skipped: no device')?.skip).toBe('no device');
    expect(read('looking for a device', '1..0 # SKIP')?.skip).toBe('nothing to run');
    expect(read('1..3 # SKIP is not for a plan with tests', 'ok 1')?.skip).toBeUndefined();
  });

  test('excuses no failure, and no result may follow it', () => {
    const failed = read('1..0 # SKIP nothing to do here', 'not ok 1 - but it did, and failed');
    expect(failed).toMatchObject({ problem: '1 of 1 subtest failed: but it did, and failed' });
    expect(failed?.skip).toBeUndefined();
    const before = read('TAP version 13', 'not ok 1', '1..0 # SKIP no device');
    expect(before?.skip).toBeUndefined();
    expect(problemOf('1..0 # SKIP no device', 'ok 1')).toBe('it reported subtests after a plan to skip all');
  });

  test('counts when the plan before was not kept, as older selftests have it', () => {
    expect(read('TAP version 13', '1..3', 'ok 1', '1..0 # SKIP no device')).toMatchObject({
      skip: 'no device',
      problem: 'it planned 3 subtests, and reported 1',
    });
  });
});

describe('has passed', () => {
  test.each<[string, string[]]>([
    ['a failure that is marked TODO', ['TAP version 13', '1..2', 'ok 1 - opens', 'not ok 2 - seeks # TODO one day']],
    ['a plan at the end', ['ok 1', 'ok 2', '1..2']],
    ['a plan at the end, with words after it', ['TAP version 14', 'ok 1', '1..1', '# done', 'bye']],
    ['results without numbers', ['TAP version 13', '1..3', 'ok', 'ok - reads', 'ok writes']],
    ['a sentence between results', ['TAP version 13', '1..2', 'ok 1', 'ok then, go on', 'ok 2']],
    ['results in another order', ['1..3', 'ok 3', 'ok 1', 'ok 2']],
    ['an empty plan', ['TAP version 13', '1..0']],
    ['one after another', ['TAP version 13', '1..2', 'ok 1', 'ok 2', 'TAP version 13', '1..1', 'ok 1']],
    ['plans one after another', ['1..2', 'ok 1', 'ok 2', '1..1', 'ok 1']],
    [
      "what a runner of the kernel's selftests quotes",
      ['TAP version 13', '1..1', '# TAP version 13', '# 1..2', '# not ok 1', 'ok 1 x'],
    ],
    [
      "KUnit's",
      [
        'TAP version 14',
        '1..1',
        '    # Subtest: a',
        '    1..2',
        '        # Subtest: b',
        '        ok 1 - c',
        '        ok 2 - d',
        '    ok 1 - b',
        '    ok 2 - e',
        'ok 1 - a',
      ],
    ],
    [
      "node's",
      [
        'TAP version 13',
        '# Subtest: a',
        '    # Subtest: b',
        '    ok 1 - b',
        '      ---',
        '      duration_ms: 1',
        '      ...',
        '    1..1',
        'ok 1 - a',
        '1..1',
        '# tests 2',
      ],
    ],
    [
      'a failure within what is marked TODO',
      ['TAP version 14', '1..1', '    1..1', '    not ok 1 - inner', 'not ok 1 - outer # TODO'],
    ],
    ['a line that is set in, and of no subtest', ['TAP version 13', '1..1', '    not ok 1 - is quoted', 'ok 1']],
  ])('%s', (_, lines) => {
    expect(read(...lines)).toBeDefined();
    expect(problemOf(...lines)).toBeUndefined();
  });
});

describe('has not passed', () => {
  test.each<[string, string[]]>([
    ['1 of 2 subtests failed: reads', ['TAP version 13', '1..2', 'ok 1 - opens', 'not ok 2 - reads']],
    ['2 of 3 subtests failed: a, …', ['1..3', 'not ok 1 - a', 'not ok 2 - b', 'ok 3']],
    ['1 of 1 subtest failed', ['not ok 1', '1..1']],
    ['1 of 2 subtests failed: reads', ['TAP version 13', '1..2', 'ok - opens', 'not ok reads']],
    ['it planned 5 subtests, and reported 2', ['TAP version 13', '1..5', 'ok 1 - opens', 'ok 2 - reads']],
    ['it planned 1 subtest, and reported number 2', ['1..1', 'ok 1', 'ok 2']],
    ['it planned 2 subtests, and reported number 3', ['1..2', 'ok 1', 'ok 3']],
    ['it planned 1 subtest, and reported 2', ['TAP version 13', '1..1', 'ok - a', 'ok - b']],
    ['it planned 2 subtests, and reported 0', ['TAP version 13', '1..2']],
    ['its TAP has no plan', ['TAP version 13', 'ok 1 - opens']],
    ['its TAP has no plan', ['KTAP version 1']],
    ['it bailed out: no device', ['TAP version 13', '1..5', 'ok 1 - opens', 'Bail out! no device']],
    ['it bailed out', ['1..1', 'ok 1', 'bail out!']],
    ['subtest 1 was reported more than once', ['TAP version 13', '1..2', 'ok 1 - opens', 'ok 1 - opens']],
    ['it planned 2 subtests, and reported 1', ['1..2', 'ok 1', '1..2', 'ok 1', 'ok 2']],
    ['1 of 1 subtest failed: b', ['TAP version 13', '1..1', 'ok 1 - a', 'TAP version 13', '1..1', 'not ok 1 - b']],
    [
      'in "outer", 1 of 2 subtests failed: b',
      ['KTAP version 1', '1..1', '  KTAP version 1', '  1..2', '  ok 1 a', '  not ok 2 b', 'ok 1 outer'],
    ],
    ['in "outer", it planned 2 subtests, and reported 1', ['1..1', '    1..2', '    ok 1 a', 'ok 1 - outer']],
    [
      'in "outer", in "middle", 1 of 1 subtest failed: c',
      ['KTAP version 1', '1..1', '  1..1', '    1..1', '    not ok 1 c', '  ok 1 middle', 'ok 1 outer'],
    ],
  ])('%s: %j', (problem, lines) => {
    expect(problemOf(...lines)).toBe(problem);
  });
});

test.each<[string, string[]]>([
  ['nothing', []],
  ['words', ['ok 1 looks like it', 'not ok']],
  ['a list', ['1..3', 'these lines are a list, and no TAP', 'ok then, go on', 'ok']],
  ['a plan that is neither first nor last', ['ok 1', '1..3', 'not ok 2']],
  ['results without a plan', ['ok 1', 'not ok 2', 'Bail out!']],
  ['a plan that is set in', ['  1..2', '  ok 1', '  not ok 2']],
  ['a version in a sentence', ['TAP version 13 is what we do not write', 'not ok 1']],
  ['measurements', ['1..2', 'ok 2.5 s', 'not ok 3.5 s']],
  ['what a runner quotes', ['# TAP version 13', '# 1..2', '# not ok 1']],
])('%s: no TAP', (_, lines) => {
  expect(read(...lines)).toBeUndefined();
});

/** Pieces that lines of TAP are made of, and what used to make an expression go back and forth. */
const piece = constantFrom(
  ...['ok', 'not ok', ' ', '   ', '\t', '1', '2', '99', '1..2', '1..0', '# SKIP', '# TODO', '#', '-', ':', 'Bail out!'],
  ...['TAP version 13', 'KTAP version 1', '\n', '\r\n', '\n    ', '\u2028', '\\#', 'x', '# Subtest: a', '\ud800'],
);

test('has no opinion that depends on how the bytes arrive', () => {
  assert(
    property(array(piece, { maxLength: 60 }), array(nat(40)), (pieces, cuts) => {
      const bytes = Buffer.from(pieces.join(''));
      const reader = new TapReader();
      let at = 0;
      for (const cut of cuts) {
        reader.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      reader.push(bytes.subarray(at));
      expect(reader.finish()).toEqual(readTap(pieces.join('')));
    }),
  );
});

test('is the same wherever its lines are in a long output', () => {
  const lines = 'TAP version 14\n1..2\nok 1 first\nnot ok 2 second\n';
  const tap = readTap(lines);
  const noise = `${'x'.repeat(79)}\n`.repeat(1 << 11);
  const end = noise.length % (8 << 10) === 0 ? noise.length : Number.NaN;
  for (let before = 0; before <= lines.length; before++) {
    const long = `${'y'.repeat(79)}\n${noise.slice(160)}${'z'.repeat(79 - before)}\n`;
    expect(end - long.length).toBe(before);
    expect(readTap(`${long}${lines}${noise}`)).toEqual(tap);
  }
});

test('takes any bytes, and a version line makes any of them TAP', () => {
  const version = Buffer.from('TAP version 13\n');
  assert(
    property(uint8Array({ maxLength: 300 }), (bytes) => {
      const reader = new TapReader();
      reader.push(version);
      reader.push(Buffer.from(bytes));
      expect(reader.finish()).toBeDefined();
    }),
  );
});

/** Steps that grew with more than the length would not come to an end within the time of a test. */
test('is done with 30 times 1 MB of whatever repeats', () => {
  const size = 1 << 20;
  const start = constantFrom('', 'ok 1', '1..0 # SKIP', 'TAP version 13\nok');
  assert(
    property(start, tuple(piece, piece, piece), integer({ min: 1, max: size }), (first, pieces, period) => {
      const repeated = pieces.join('').repeat(Math.ceil(Math.min(period, size) / pieces.join('').length));
      const line = `${first}${repeated}\u2028\n`;
      readTap(line.repeat(Math.ceil(size / line.length)));
    }),
    { numRuns: 30 },
  );
}, 60_000);

test('is done with lines that took hours', () => {
  const skips = readTap(`1..0 # SKIP${' '.repeat(20_000)}\u2028\n`);
  expect(skips).toEqual({ subtests: [], skip: 'nothing to run' });
  readTap(`TAP version 13\n${`ok${' '.repeat(900)}\u2028\n`.repeat(300)}`);
  readTap(`${' '.repeat(1 << 20)}ok 1\n`);
});

test('has no regular expression', () => {
  const folder = join(import.meta.dirname, '../../src/formats');
  const found = readdirSync(folder).filter((name) =>
    / \/\S|RegExp|\.match|\.replace|\.split/.test(
      readFileSync(join(folder, name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
    ),
  );
  expect(found).toEqual([]);
});

test('remembers results that come in any order, and forgets none of those that come in order', () => {
  const backwards = Array.from({ length: 50_000 }, (_, index) => `ok ${50_000 - index}`);
  expect(problemOf('1..50000', ...backwards)).toBeUndefined();
  expect(problemOf('1..50000', ...backwards.slice(1), 'ok 7')).toBe('subtest 7 was reported more than once');
});

test('sees a plan that comes after much else', () => {
  const reader = new TapReader();
  reader.push(Buffer.from('ok 1 - opens\n'));
  const noise = Buffer.from('a line that is none of TAP\n'.repeat(40_000));
  for (let times = 0; times < 8; times++) reader.push(noise);
  reader.push(Buffer.from('not ok 2 - reads\n1..2\n'));
  const wanted: Partial<Tap> = { problem: '1 of 2 subtests failed: reads' };
  expect(reader.finish()).toMatchObject(wanted);
});
