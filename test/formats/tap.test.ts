import { describe, expect, test } from 'vitest';
import { readTap } from '../../src/formats/tap.ts';

describe('readTap', () => {
  test('reads what the kernel selftests print', () => {
    const text = [
      'TAP version 13',
      '1..4',
      '# Starting 4 tests from 2 test cases.',
      '#  RUN           global.trace_ok ...',
      'ok 1 global.trace_ok',
      'not ok 2 global.trace_bad',
      'ok 3 # SKIP no such feature',
      'not ok 4 known_broken # TODO later',
      '# FAILED: 3 / 4 tests passed.',
    ].join('\n');
    expect(readTap(text)).toEqual({
      subtests: [
        { name: 'global.trace_ok', verdict: 'passed', reason: '' },
        { name: 'global.trace_bad', verdict: 'failed', reason: 'not ok' },
        { name: 'subtest 3', verdict: 'skipped', reason: 'no such feature' },
        { name: 'known_broken', verdict: 'passed', reason: 'todo later' },
      ],
    });
  });

  test('reads subtests that are set in, and KTAP', () => {
    const text =
      'KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n    # Subtest: inner\n  ok 1 - inner one\nok 1 outer\n';
    expect(readTap(text)?.subtests.map(({ name }) => name)).toEqual(['inner one', 'outer']);
  });

  test('knows a plan that skips everything', () => {
    expect(readTap('TAP version 13\n1..0 # SKIP needs root\n')).toEqual({ subtests: [], skip: 'needs root' });
    expect(readTap('1..0 # skipped: no device')?.skip).toBe('no device');
    expect(readTap('1..3 # SKIP is not for a plan with tests\nok 1\n')?.skip).toBeUndefined();
  });

  test('leaves other text alone', () => {
    expect(readTap('ok 1 looks like it\nnot ok\n')).toBeUndefined();
    expect(readTap('')).toBeUndefined();
  });
});
