/** What the kernel really complains of, and what only looks so, in guests that boot for it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtures, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { kernelWords, type Series, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** Compiled from fixtures/breaks-kernel: name of the program, source, and the word it would be started with. */
const programs: Record<string, [source: string, how?: string]> = {
  ends: ['every-byte'],
  fakes: ['fake-splats'],
  floods: ['flood-log'],
  'is-killed': ['eat-memory'],
  panics: ['eat-memory', 'panic'],
  'warns-quietly': ['warn', 'quiet'],
  'warns-unseen': ['warn', 'silent'],
  warns: ['warn'],
};

async function run(series: Series, words: string[], names = Object.keys(programs)) {
  const folder = ownFolder();
  for (const name of names) {
    const [source, how = ''] = programs[name]!;
    compileFile(join(folder, 'programs', name), join(fixtures, `breaks-kernel/${source}.c`), `-DHOW="${how}"`);
  }
  const ran = await umlRun([...kernelWords(series), '--memory', '64', ...words, 'programs'], { folder });
  const { exitCode, stderr } = ran;
  return { exitCode, stderr, tests: exitCode === 2 ? [] : ran.results.tests, logs: join(ran.output, 'logs') };
}

test.each(seriesFor('6.1', '7.2'))('on %s', async (kernel) => {
  const { tests, exitCode, logs } = await run(kernel, []);
  const told = Object.fromEntries(
    tests.map(({ name, verdict, reason, message }) => [name, [verdict, reason, message]]),
  );
  expect(told).toEqual({
    ends: ['passed', 'exit', 'exited with 0'],
    fakes: ['passed', 'exit', 'exited with 0'],
    floods: ['passed', 'exit', 'exited with 0'],
    'is-killed': [
      'failed',
      'signal',
      'killed by SIGKILL; the guest ran out of memory (raise it with --memory); output that it had not flushed is lost (see --stdout)',
    ],
    panics: [
      'errored',
      'panic',
      expect.stringMatching(/^kernel panic: Out of memory: .* \(raise it with --memory\); output that it had not/),
    ],
    'warns-quietly': [
      'failed',
      'splat',
      expect.stringMatching(/^the kernel complained: WARNING: .*mm\/page_alloc\.c:/),
    ],
    'warns-unseen': ['errored', 'splat', expect.stringContaining('the kernel has tainted itself (W)')],
    warns: ['failed', 'splat', expect.stringMatching(/^the kernel complained: WARNING: .*mm\/page_alloc\.c:/)],
  });
  const { kernelLog } = tests.find(({ name }) => name === 'warns')!;
  expect(kernelLog[0]).toBe('------------[ cut here ]------------');
  expect(kernelLog.at(-1)).toMatch(/^---\[ end trace /);
  expect(exitCode).toBe(1);
  // Of a guest that was ended because of the test before, there is a part of it.
  const floods = readdirSync(logs)
    .filter((file) => file.endsWith('.log'))
    .map((file) => readFileSync(join(logs, file), 'utf8').split('\n'))
    .map((lines) => lines.filter((line) => line.startsWith('flood ')));
  const flood = Array.from({ length: 20_000 }, (_, at) => `flood ${String(at).padStart(6, '0')} ${'.'.repeat(40)}`);
  expect(floods.map(({ length }) => length)).toContain(flood.length);
  expect(floods).toContainEqual(flood);
});

test('splats that are allowed fail nothing', async () => {
  const list = join(ownFolder(), 'allowed');
  writeFileSync(list, '# known\n^WARNING: .*page_alloc\n');
  const words = ['--allow-splats', `@${list}`, '--allow-splats', 'something else'];
  const { tests } = await run('7.2', words, ['warns', 'ends']);
  expect(tests.map(({ verdict, message }) => [verdict, message])).toEqual([
    ['passed', 'exited with 0'],
    ['passed', expect.stringMatching(/^exited with 0; allowed: WARNING: .*page_alloc/)],
  ]);
  expect(tests[1]!.kernelLog).toContain('------------[ cut here ]------------');
});

test('an expression that is none stops the run before it starts', async () => {
  const { exitCode, stderr } = await run('7.2', ['--allow-splats', 'a('], ['ends']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--allow-splats: "a(" is not a valid regular expression');
});
