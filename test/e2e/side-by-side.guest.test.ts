/** Several guests of one kernel, which take its tests from one queue. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { umlRun } from '../support/command.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** Shell scripts by their names, which wait so that other guests get some of them. */
const scripts: Record<string, string> = {
  panic: 'sleep 0.1; echo c > /proc/sysrq-trigger',
  setting: 'sleep 0.1; echo 7 > /proc/sys/vm/swappiness',
  hang: 'sleep 100',
  fail: 'sleep 0.1; exit 1',
};
for (let at = 0; at < 16; at++) scripts[`wait-${at}`] = `test "$(cat /proc/sys/vm/swappiness)" = 60 && sleep 0.1`;

async function run(...words: string[]) {
  const folder = ownFolder();
  const paths = Object.entries(scripts).map(([name, script]) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return join(folder, name);
  });
  const { results } = await umlRun([...kernelWords(anySeries), '--timeout', '2', '--quiet', ...words, ...paths], {
    folder,
  });
  const verdicts = results.tests.map(({ name, verdict, attempts }) => `${name} ${verdict} ${attempts}`);
  return { results, verdicts };
}

const expected = Object.keys(scripts).map((name) => {
  const verdicts: Record<string, string> = { panic: 'errored', hang: 'failed', fail: 'failed' };
  return `${name} ${verdicts[name] ?? 'passed'} 1`;
});

test('whatever a test does to its guest, those in the others are as they are in one', async () => {
  const [one, four] = [await run('--jobs', '1'), await run('--jobs', '4')];
  expect(one.verdicts).toEqual(expected);
  expect(four.verdicts).toEqual(expected);
  const paths = ({ results }: typeof one) => results.tests.map(({ stdout, stderr }) => [stdout, stderr]);
  expect(paths(four)).toEqual(paths(one));
  // The first guest, three beside it, and those that follow on the panic, the setting and the hang.
  expect(one.results.guests.map(({ started }) => started.why)).not.toContain('tests run side by side');
  expect(four.results.guests.map(({ started }) => started.why)).toContain('tests run side by side');
});

test('with a guest for each test, no two share one, and nothing is left of those that were booted ahead', async () => {
  const { verdicts, results } = await run('--jobs', '3', '--isolation', 'test', '--retries', '1');
  expect(verdicts).toEqual(expected.map((line) => (line.includes(' passed ') ? line : line.replace(/1$/, '2'))));
  const attempts = results.tests.reduce((sum, test) => sum + test.attempts, 0);
  expect(results.guests.map(({ tests }) => tests.length)).toEqual(Array(attempts).fill(1));
});

test('each test leaves its artifacts, however often it runs and whichever guest it is given to', async () => {
  const folder = ownFolder();
  const paths = ['a', 'b', 'c', 'd'].map((name) => {
    const script = '#!/bin/sh\nls -A $UML_RUN_ARTIFACTS; sleep 0.1; echo $0 > $UML_RUN_ARTIFACTS/left\n';
    writeFileSync(join(folder, name), script, { mode: 0o755 });
    return join(folder, name);
  });
  const words = [...kernelWords(anySeries), '--jobs', '2', '--repeat', '4', '--quiet', ...paths];
  const { results, output } = await umlRun(words, { folder: ownFolder() });
  expect(results.tests.map(({ verdict, attempts }) => `${verdict} ${attempts}`)).toEqual(Array(4).fill('passed 4'));
  for (const { stdout, program } of results.tests) {
    const left = join(output, stdout.replace('.stdout', '.artifacts'), 'left');
    expect(readFileSync(left, 'utf8')).toContain(program);
    expect(readFileSync(join(output, stdout), 'utf8')).toBe('');
  }
});

test('many long rounds of one test, which share a guest, get no others: not while they run, nor before', async () => {
  const folder = ownFolder();
  const path = join(folder, 'long');
  writeFileSync(path, '#!/bin/sh\nsleep 0.5\n', { mode: 0o755 });
  const words = [...kernelWords(anySeries), '--jobs', '4', '--repeat', '8', '--quiet', path];
  for (const run of ['nothing is known of the test', 'its time is known']) {
    const { results } = await umlRun(words, { folder });
    expect(results.tests, run).toMatchObject([{ verdict: 'passed', attempts: 8, failedAttempts: 0 }]);
    expect(
      results.guests.map(({ started }) => started.why),
      run,
    ).toEqual(['the first guest of its kernel']);
  }
});

test('rounds of a test share a guest, and each of them can leave files, however many there are', async () => {
  const folder = ownFolder();
  const path = join(folder, 'leave');
  writeFileSync(path, '#!/bin/sh\n: > "$UML_RUN_ARTIFACTS/file"\n', { mode: 0o755 });
  const words = [...kernelWords(anySeries), '--jobs', '1', '--repeat', '1001', '--quiet', path];
  const { results } = await umlRun(words, { folder });
  expect(results.tests).toMatchObject([{ verdict: 'passed', attempts: 1001, failedAttempts: 0 }]);
  expect(results.guests.map(({ started }) => started.why)).toEqual([
    'the first guest of its kernel',
    'it has run as many tests as one guest may',
  ]);
}, 120_000);
