import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { AttemptOutput } from '../../src/runner/attempt-output.ts';
import { kernelTest } from '../support/kernel-test.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function outputOf(logs: string, round: number): AttemptOutput {
  const of = { ...kernelTest('a'), stdout: join(logs, 'a.stdout'), stderr: join(logs, 'a.stderr') };
  return new AttemptOutput({ of, round }, 1 << 20, 1 << 20);
}

test('a later round takes the place of those before, or stays beside one that did not pass', () => {
  const logs = ownFolder();
  for (const [round, isAfterBad] of [
    [1, false],
    [2, false],
    [3, true],
  ] as const) {
    const output = outputOf(logs, round);
    output.write('stdout', Buffer.from(`round ${round}`));
    expect(output.close()).toEqual([]);
    expect(output.keep(isAfterBad)).toEqual([]);
  }
  expect(readdirSync(logs).sort()).toEqual(['a.later.stderr', 'a.later.stdout', 'a.stderr', 'a.stdout']);
  expect(readFileSync(join(logs, 'a.stdout'), 'utf8')).toBe('round 2');
  expect(readFileSync(join(logs, 'a.later.stdout'), 'utf8')).toBe('round 3');
});

test('output that cannot be kept costs one warning a stream, in later rounds as well', () => {
  const logs = join(ownFolder(), 'file');
  writeFileSync(logs, '');
  const output = outputOf(logs, 2);
  output.write('stdout', Buffer.from('text'));
  expect(output.close()).toHaveLength(2);
  expect(output.keep(false)).toEqual([]);
  expect(() => output.discardUnfinished()).not.toThrow();
});

test('output that cannot be moved costs a warning', () => {
  const logs = ownFolder();
  const output = outputOf(logs, 2);
  mkdirSync(join(logs, 'a.stdout'));
  output.close();
  expect(output.keep(false)).toEqual([expect.stringContaining('a.stdout: it is a folder')]);
});

test('what an attempt wrote, and its kernel, is in memory no longer than it runs', async () => {
  const script = join(import.meta.dirname, 'much-output.ts');
  const { stdout: megabytes } = await execa(process.execPath, [script, ownFolder()]);
  // 60 times 100 KB of subtests, and as much of the log, is 12 MB. With whole lines and outputs it was 1,800.
  expect(Number(megabytes)).toBeLessThan(600);
});
