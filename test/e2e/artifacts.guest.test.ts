/** Whatever a test does in `$UML_RUN_ARTIFACTS`, its limit holds, what is allowed comes back, and nothing is left. */
import { linkSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtures, type Ran, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const kernels = seriesFor('5.10', '7.2');
let place: ReturnType<typeof temporaryFolder>;
const programs = () => join(place.path, 'programs');
const temporary = () => join(place.path, 'temporary');

beforeAll(() => {
  place = temporaryFolder();
  const [first, ...others] = ['below', 'closed', 'held', 'too-long', 'unnamed'].map((name) => join(programs(), name));
  const program = compileFile(first!, join(fixtures, 'attacks/fill-artifacts.c'));
  for (const other of others) linkSync(program, other);
  mkdirSync(temporary());
});
afterAll(() => place.remove());

describe.each([
  ['root, in folders of the host', kernels, []],
  ['a user, on a disk', kernels.slice(-1), ['--user', '1000:1000']],
])('artifacts of %s', (_, kernels, user) => {
  let ran: Ran;

  beforeAll(async () => {
    const words = ['--isolation', 'test', '--artifacts-limit', '8', '--timeout', '60', '--quiet', ...user, programs()];
    ran = await umlRun([...kernelWords(...kernels), ...words], {
      folder: place.path,
      env: { TMPDIR: temporary() },
    });
  }, 300_000);

  const artifactsOf = (name: string, kernel: string) =>
    join(ran.output, ran.test(name, kernel).stdout.replace(/stdout$/, 'artifacts'));

  test.each(['below', 'held', 'unnamed'])('too much in files that are %s ends the guest', (name) => {
    for (const kernel of kernels)
      expect(ran.test(name, kernel)).toMatchObject({
        reason: 'guest-died',
        message: expect.stringContaining('there was more in $UML_RUN_ARTIFACTS than --artifacts-limit allows'),
      });
  });

  test('a file comes back from below folders whose path is longer than any path can be', async () => {
    for (const kernel of kernels) {
      expect(ran.test('too-long', kernel).verdict).toBe('passed');
      const words = [artifactsOf('too-long', kernel), '-type', 'f', '-name', 'next', '-printf', '%d'];
      expect((await execa('find', words)).stdout).toBe('161');
    }
  });

  test('a file that nobody may read comes back, and folders that nobody may read are in the way of nothing', () => {
    for (const kernel of kernels) expect(readdirSync(artifactsOf('closed', kernel))).toEqual(['file']);
  });

  test('nothing is left', () => expect(readdirSync(temporary())).toEqual([]));
});
