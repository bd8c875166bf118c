/** The order in which tests run, over several runs of the whole command on a real kernel. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Results } from '../../src/model/results.ts';
import { startCommand, umlRun } from '../support/command.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const startsIn = ({ guests }: Results) => guests.map(({ tests }) => tests);

test('the longest of the last run is first in the next, whose order can be repeated, and verdicts stay', async () => {
  const folder = ownFolder();
  for (const [name, body] of Object.entries({ quick: 'exit 0', slow: 'sleep 0.3; exit 1', after: 'exit 0' })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const words = [...kernelWords(anySeries), 'quick', 'slow'];
  const first = await umlRun(words, { folder });
  expect(startsIn(first.results)).toEqual([['quick', 'slow']]);

  const longest = await umlRun(['--order', 'longest', ...words], { folder });
  expect(startsIn(longest.results)).toEqual([['slow', 'quick']]);
  const told = ({ results }: typeof first) => results.tests.map(({ name, verdict, stdout }) => [name, verdict, stdout]);
  expect(told(longest)).toEqual(told(first));

  // The file is in the folder that this run clears.
  const file = join(longest.output, 'results.json');
  await startCommand(['--output', longest.output, '--order', file, ...words, 'after'], { cwd: folder });
  expect(startsIn(JSON.parse(readFileSync(file, 'utf8')))[0]?.slice(0, 2)).toEqual(['slow', 'quick']);
});
