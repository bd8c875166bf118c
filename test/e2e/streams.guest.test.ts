/** What tests write arrives, whatever its stream is and whatever happens next. */
import { linkSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Ran, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { kernelWords, type Series, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const all = seriesFor('5.10', '6.1', '6.12', '7.2');
const oldAndNew = seriesFor('5.10', '7.2');

/** Runs `streams.c` under each of these names: `<number>-<what>[-<count>]`. */
async function runStreams(names: string[], kernels: Series[], ...words: string[]): Promise<Ran> {
  const folder = ownFolder();
  const program = compileFile(join(folder, 'streams'), join(import.meta.dirname, 'streams.c'), '-Wno-unused-result');
  mkdirSync(join(folder, 'tests'));
  for (const name of names) linkSync(program, join(folder, 'tests', name));
  return umlRun([...kernelWords(...kernels), '--quiet', ...words, 'tests'], { folder });
}

test.each([
  { stdout: 'pipe', user: [] },
  { stdout: 'pipe', user: ['--user', '1000:1000'] },
  { stdout: 'terminal', user: [] },
  { stdout: 'terminal', user: ['--user', '1000:1000'] },
])('a $stdout can be waited for, opened again by its name, and knows no limit: $user', async ({ stdout, user }) => {
  const ran = await runStreams(['1-facts'], all, '--stdout', stdout, ...user);
  const terminal = stdout === 'terminal' ? 1 : 0;
  for (const kernel of all)
    for (const stream of ['stdout', 'stderr'] as const) {
      const [isTerminal, waiting, ...rest] = ran.bytes('1-facts', stream, kernel).toString().split('\n');
      expect([isTerminal, waiting, rest[0]]).toEqual([`terminal ${terminal}`, 'epoll 0 poll 1', 'again']);
    }
});

test.each(['pipe', 'terminal'])('what was written to a %s before a panic has arrived', async (stdout) => {
  const count = 300;
  const ran = await runStreams([`1-lines-${count}`], all, '--stdout', stdout);
  const wanted = `${Array.from({ length: count }, (_, i) => `line ${i}\n`).join('')}the last words`;
  for (const kernel of all) {
    expect(ran.test(`1-lines-${count}`, kernel)).toMatchObject({ verdict: 'errored', reason: 'panic' });
    for (const stream of ['stdout', 'stderr'] as const)
      expect(ran.bytes(`1-lines-${count}`, stream, kernel).toString()).toBe(wanted);
  }
});

test('a test that has passed keeps its verdict, and its bytes, when the next one panics at once', async () => {
  const rounds = Array.from({ length: 15 }, (_, i) => String(i).padStart(2, '0'));
  const ran = await runStreams(
    rounds.flatMap((round) => [`${round}a-bytes`, `${round}b-crash`]),
    oldAndNew,
  );
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  for (const kernel of oldAndNew)
    for (const round of rounds) {
      expect(ran.test(`${round}a-bytes`, kernel)).toMatchObject({ verdict: 'passed' });
      expect(ran.bytes(`${round}a-bytes`, 'stdout', kernel).equals(bytes)).toBe(true);
      expect(ran.test(`${round}b-crash`, kernel)).toMatchObject({ reason: 'panic' });
    }
});

test.each(['pipe', 'terminal'])(
  '100 MB of a %s arrive, again and again, and nothing waits for ever',
  async (stdout) => {
    const words = ['--stdout', stdout, '--repeat', '5', '--timeout', '30', '--output-limit', '1'];
    const ran = await runStreams(['1-much-100'], all, ...words);
    for (const kernel of all) {
      expect(ran.test('1-much-100', kernel)).toMatchObject({ verdict: 'passed', attempts: 5 });
      expect(ran.bytes('1-much-100', 'stdout', kernel).subarray(-32).toString()).toBe(
        '000000006553598\n000000006553599\n',
      );
      expect(ran.bytes('1-much-100', 'stderr', kernel).toString()).toBe('.\n'.repeat(1600));
    }
  },
);

test('a million lines are printed as into a pipe: in blocks', async () => {
  const ran = await runStreams(['1-printed-1000000'], oldAndNew, '--timeout', '20');
  for (const kernel of oldAndNew) {
    expect(ran.test('1-printed-1000000', kernel)).toMatchObject({ verdict: 'passed' });
    expect(ran.bytes('1-printed-1000000', 'stdout', kernel).subarray(-24).toString()).toBe(
      'line 999998\nline 999999\n',
    );
  }
});

test("of a kernel's console as much is kept as of a stream, and the judge sees all of it", async () => {
  const ran = await runStreams(['1-console-4', '2-bytes'], seriesFor('7.2'), '--output-limit', '1');
  expect(ran.test('1-console-4')).toMatchObject({ verdict: 'failed', reason: 'splat' });
  expect(ran.test('2-bytes')).toMatchObject({ verdict: 'passed' });
  const log = readFileSync(join(ran.output, ran.results.guests[0]!.log), 'utf8');
  expect(log).toMatch(/\n\[uml-run: \d+ bytes left out\]\n/);
  expect(log).not.toContain('INFO: task');
  expect(log.length).toBeLessThan((1 << 20) + 100);
});
