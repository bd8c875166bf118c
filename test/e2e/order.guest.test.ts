/** The order in which tests run, over several runs of the whole command on a real kernel. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Results } from '../../src/model/results.ts';
import { command, startCommand, umlRun } from '../support/command.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function writeScript(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

const startsIn = ({ guests }: Results) => guests.map(({ tests }) => tests);

test('the longest of the last run is first in the next, whose order can be repeated, and verdicts stay', async () => {
  const folder = ownFolder();
  for (const [name, body] of Object.entries({ quick: 'exit 0', slow: 'sleep 0.3; exit 1', after: 'exit 0' })) {
    writeScript(join(folder, name), body);
  }
  const words = [...kernelWords(anySeries), '--jobs', '1', '--env', "A=it's b", 'quick', 'slow'];
  const first = await umlRun(words, { folder });
  expect(startsIn(first.results)).toEqual([['quick', 'slow']]);

  const longest = await umlRun(['--order', 'longest', ...words], { folder });
  expect(startsIn(longest.results)).toEqual([['slow', 'quick']]);
  const told = ({ results }: typeof first) => results.tests.map(({ name, verdict, stdout }) => [name, verdict, stdout]);
  expect(told(longest)).toEqual(told(first));

  // What it says of the first run is a command: here slow failed after quick, and there it was the first.
  const [, line = ''] = /^same order again: (.*)$/m.exec(first.stdout) ?? [];
  expect(longest.stdout).not.toContain('same order again');
  const bin = join(ownFolder(), 'bin');
  mkdirSync(bin);
  writeScript(join(bin, 'uml-run'), `exec ${command.map((word) => `'${word}'`).join(' ')} "$@"`);
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const again = await execa('sh', ['-c', line], { cwd: folder, reject: false, env });
  expect(again).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`same order again: ${line}`) });
  expect(startsIn(first.results)).toEqual([['quick', 'slow']]);

  // The file is in the folder that this run clears.
  const file = join(longest.output, 'results.json');
  await startCommand(['--output', longest.output, '--order', file, ...words, 'after'], { cwd: folder });
  expect(startsIn(JSON.parse(readFileSync(file, 'utf8')))[0]?.slice(0, 2)).toEqual(['slow', 'quick']);
});
