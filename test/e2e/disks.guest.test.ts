/** Folders of tests on disks of their guest: artifacts that are the test's own, and `--work-fs ext4`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtures, type Ran, umlRun } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const kernels = seriesFor('5.10', '7.2');
let place: ReturnType<typeof temporaryFolder>;

beforeAll(() => {
  place = temporaryFolder();
  for (const name of ['1-own', '3-own'])
    compileFile(join(place.path, 'artifacts', name), join(fixtures, 'folders/own-folder.c'));
  compileFile(join(place.path, 'artifacts/2-panic'), join(fixtures, 'attacks/leave-and-panic.c'));
  for (const name of ['1', '2']) compileFile(join(place.path, 'work', name), join(fixtures, 'folders/work-folder.c'));
});
afterAll(() => place.remove());

const runAll = (programs: string, ...words: string[]) =>
  umlRun([...kernelWords(...kernels), ...words, join(place.path, programs)], { folder: place.path });

/** Paths and contents of what a test left. */
function artifactsOf(ran: Ran, name: string, kernel: string): Record<string, string> {
  const folder = join(ran.output, ran.test(name, kernel).stdout.replace(/stdout$/, 'artifacts'));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, 'latin1')];
    }),
  );
}

test('for a test that is not root, the folder for artifacts is its own, and a panic costs nothing in it', async () => {
  const ran = await runAll('artifacts', '--user', '1000:1000');
  for (const kernel of kernels) {
    for (const name of ['1-own', '3-own']) {
      expect(ran.bytes(name, 'stdout', kernel).toString()).not.toContain('FAILED');
      expect(ran.test(name, kernel)).toMatchObject({ verdict: 'passed' });
      const { core, ...files } = artifactsOf(ran, name, kernel);
      expect(core).toMatch(/^\x7fELF/);
      expect(core!.length).toBeGreaterThan(4096);
      const mapped = `${'\0'.repeat(4096)}mapped`.padEnd(8192, '\0');
      expect(files).toEqual({
        log: 'one\ntwo\nthree\n',
        again: 'one\ntwo\nthree\n',
        'a/renamed': 'new',
        attributes: 'x',
        unnamed: 'unnamed',
        mapped,
        direct: '\0'.repeat(4096),
      });
    }
    const empty = Array.from({ length: 100 }, (_, index) => [`empty-${index}`, '']);
    expect(artifactsOf(ran, '2-panic', kernel)).toEqual({
      log: 'line\n'.repeat(50),
      named: 'unnamed',
      'moved/a/b/deep': 'deep',
      'moved/a/renamed': 'new',
      ...Object.fromEntries(empty),
    });
  }
  // Older kernels do not know the call.
  expect(ran.test('2-panic', kernels.at(-1)).reason).toBe('panic');
}, 120_000);

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
