/** Folders of tests on disks of their guest: `--work-fs ext4`. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtures, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const kernels = seriesFor('5.10', '7.2');
let place: ReturnType<typeof temporaryFolder>;

beforeAll(() => {
  place = temporaryFolder();
  for (const name of ['1', '2']) compileFile(join(place.path, 'work', name), join(fixtures, 'programs/work-folder.c'));
});
afterAll(() => place.remove());

const runAll = (programs: string, ...words: string[]) =>
  umlRun([...kernelWords(...kernels), ...words, join(place.path, programs)], { folder: place.path });

test('--work-fs ext4 is a new file system for each test, whatever the one before did to it', async () => {
  for (const user of [[], ['--user', '1000:1000']]) {
    const ran = await runAll('work', '--work-fs', 'ext4', '--memory', '64', ...user);
    for (const kernel of kernels)
      for (const name of ['1', '2']) {
        expect(ran.bytes(name, 'stdout', kernel).toString()).not.toContain('FAILED');
        expect(ran.test(name, kernel)).toMatchObject({ verdict: 'passed' });
      }
  }
}, 120_000);
