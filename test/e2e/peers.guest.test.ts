/** Guests beside those of the tests: names, addresses, when they are ready, and what becomes of tests without them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResults } from '../../src/results/read-results.ts';
import { startCommand } from '../support/command.ts';
import { write } from '../support/compile.ts';
import { anySeries, kernelWords, type Series, seriesFor } from '../support/kernels.ts';
import { longFolder, ownFolder } from '../support/temporary-folder.ts';

const server = '#!/bin/sh\necho $UML_RUN_PEERS\nuname -r >release\nexec httpd -f -p 8080 -h .\n';

/** Runs `t` beside others. @returns the output folder, and how the test ended */
async function runBeside(files: Record<string, string>, words: string[], series: Series[] = [anySeries], env = {}) {
  const folder = ownFolder();
  for (const [name, text] of Object.entries(files)) write(join(folder, name), text);
  await startCommand([...kernelWords(...series), ...words, './t'], { cwd: folder, env });
  const output = join(folder, 'uml-run-results');
  return { output, tests: readResults(join(output, 'results.json')).tests };
}

test('guests of two kernels reach each other by name', async () => {
  const [older = anySeries] = seriesFor('5.10');
  const files = { server, t: '#!/bin/sh\nwget -qO- http://a:8080/release && wget -qO- http://b:8080/release\n' };
  const guests = ['--guests', `a=./server@distro:${older}`, '--guests', 'b=./server'];
  const ready = ['--ready', 'a=8080', '--ready', 'b=wget -qO- http://b:8080/release'];
  const { tests, output } = await runBeside(files, [...guests, ...ready]);
  expect(tests).toMatchObject([{ verdict: 'passed' }]);
  const releases = readFileSync(join(output, tests[0]?.stdout ?? ''), 'utf8')
    .trim()
    .split('\n');
  expect(releases).toEqual([
    expect.stringMatching(RegExp(`^${older}`)),
    expect.stringMatching(RegExp(`^${anySeries}`)),
  ]);
  expect(readFileSync(join(output, 'logs/peer-b.stdout'), 'utf8')).toBe('a=10.0.2.101 b=10.0.2.102\n');
});

test('a guest whose program fails takes the running test with it, as a fault of the environment', async () => {
  const files = { peer: '#!/bin/sh\nsleep 1\nexit 7\n', t: '#!/bin/sh\nexec sleep 100\n' };
  const { tests } = await runBeside(files, ['--guests', 'a=./peer']);
  expect(tests).toMatchObject([
    {
      verdict: 'errored',
      reason: 'environment',
      message: expect.stringContaining('the guest "a" is gone: its program ended with code 7'),
    },
  ]);
});

test('a guest whose program ends well is no fault, however long the paths of temporary files are', async () => {
  const files = { t: '#!/bin/sh\nsleep 1\nping -c 1 -W 5 a\n' };
  const { tests } = await runBeside(files, ['--guests', 'a=true'], [anySeries], { TMPDIR: longFolder() });
  expect(tests).toMatchObject([{ verdict: 'passed' }]);
});

test('a guest that never comes up is named, and no test runs', async () => {
  const folder = ownFolder();
  write(join(folder, 't'), '#!/bin/sh\n');
  const words = ['--guests', 'a=sleep 100', '--ready', 'a=80', '--boot-timeout', '5', './t'];
  const { exitCode, stderr } = await startCommand([...kernelWords(anySeries), ...words], {
    cwd: folder,
    reject: false,
  });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 3,
    stderr: 'uml-run: the guest "a" is not ready: it was waited for port 80, not within 5 s',
  });
  expect(existsSync(join(folder, 'uml-run-results/results.json'))).toBe(false);
});
