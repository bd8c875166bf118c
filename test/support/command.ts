import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import type { Results, TestResult } from '../../src/model/results.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const root = join(import.meta.dirname, '../..');
export const fixtures = join(root, 'fixtures');

/** The bundle, with the Node that runs these tests. */
export const command = [process.execPath, join(root, 'dist/cli.js')] as const;

/** A run of the whole command that has ended. */
export interface Ran {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** Its working folder, and the output folder in it. */
  folder: string;
  output: string;
  results: Results;
  /** The one result of a test on a kernel: by its name, and the beginning of the kernel's. */
  test(name: string, kernel?: string): TestResult;
  /** Exactly what a test wrote. */
  bytes(name: string, stream: 'stdout' | 'stderr', kernel?: string): Buffer;
  /** Removes its folder. */
  remove(): Promise<void>;
}

/** Runs `uml-run` to its end, in a folder of its own. */
export async function umlRun(words: string[], options: Options = {}): Promise<Ran> {
  const { path: folder, remove } = await temporaryFolder();
  const output = join(folder, 'results');
  mkdirSync(output);
  const { exitCode, stdout, stderr } = await execa(command[0], [command[1], '--output', output, ...words], {
    cwd: folder,
    reject: false,
    stdin: 'ignore',
    ...options,
  });
  const results = (): Results => JSON.parse(readFileSync(join(output, 'results.json'), 'utf8'));
  const ran: Ran = {
    exitCode,
    stdout: String(stdout),
    stderr: String(stderr),
    folder,
    output,
    get results() {
      return results();
    },
    test(name, kernel = '') {
      const found = results().tests.filter((test) => test.name === name && test.kernel.startsWith(kernel));
      if (found.length !== 1) throw new Error(`${found.length} results of ${name} on ${kernel || 'the kernel'}`);
      return found[0]!;
    },
    bytes: (name, stream, kernel) => readFileSync(join(output, ran.test(name, kernel)[stream])),
    remove,
  };
  return ran;
}
