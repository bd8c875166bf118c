/** The command, started as its users start it: the bundle, with the Node that runs these tests. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import type { Results, TestResult } from '../../src/model/results.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const root = join(import.meta.dirname, '../..');
export const fixtures = join(root, 'fixtures');

/** The first words of its command line, for what has to start it through another program. */
export const command = [process.execPath, join(root, 'dist/cli.js')] as const;

/** A run of the whole command that has ended. */
export interface Ran {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** Both, as they came. */
  said: string;
  /** Its working folder, and the output folder in it. */
  folder: string;
  output: string;
  results: Results;
  /** Results by test and kernel series: `tracee on 6.1`. */
  named: Record<string, TestResult>;
  /** The one result of a test on a kernel: by its name, and the kernel's, or its series. */
  test(name: string, kernel?: string): TestResult;
  /** Exactly what a test wrote. */
  bytes(name: string, stream: 'stdout' | 'stderr', kernel?: string): Buffer;
  /** Removes its folder, where it has one of its own. */
  remove(): Promise<void>;
}

/** Where the command runs, and in what environment. */
export interface Surroundings {
  /** To run in, and for the output folder; one of its own unless given. */
  folder?: string;
  env?: Record<string, string>;
}

/** With nothing on standard input, unless `input` is given; a signal that is sent is not followed by another. */
const execute = execa({ reject: false, input: '', forceKillAfterDelay: false });

/** Starts the command. Its exit code is for the caller to look at: none is an error here. */
export function startCommand<More extends Options = object>(words: readonly string[], options?: More) {
  return execute(command[0], [command[1], ...words], options as More);
}

/** Starts `uml-run exec`, likewise. */
export function umlExec<More extends Options = object>(words: readonly string[], options?: More) {
  return startCommand(['exec', ...words], options);
}

/** Runs tests to the end of the last. */
export async function umlRun(words: readonly string[], { folder: given, env = {} }: Surroundings = {}): Promise<Ran> {
  const { path: folder, remove } = given ? { path: given, remove: async () => undefined } : temporaryFolder();
  const output = join(folder, `results-${++runs}`);
  mkdirSync(output);
  // What ran on this machine before is not to decide the order.
  const environment = { UML_RUN_ORDER: 'given', ...env };
  const ended = await startCommand(['--output', output, ...words], { cwd: folder, env: environment, all: true });
  const { exitCode, stdout, stderr, all: said } = ended;
  const results = (): Results => JSON.parse(readFileSync(join(output, 'results.json'), 'utf8'));
  const ran: Ran = {
    exitCode,
    stdout,
    stderr,
    said,
    folder,
    output,
    get results() {
      return results();
    },
    get named() {
      const series = (kernel: string) => kernel.split('.').slice(0, 2).join('.');
      return Object.fromEntries(results().tests.map((test) => [`${test.name} on ${series(test.kernel)}`, test]));
    },
    test(name, kernel = '') {
      // 6.1 is not 6.12.
      const isOf = (whole: string) => kernel === '' || `${whole}.`.startsWith(`${kernel}.`);
      const found = results().tests.filter((test) => test.name === name && isOf(test.kernel));
      if (found.length !== 1) throw new Error(`${found.length} results of ${name} on ${kernel || 'the kernel'}`);
      return found[0]!;
    },
    bytes: (name, stream, kernel) => readFileSync(join(output, ran.test(name, kernel)[stream])),
    remove,
  };
  return ran;
}

/** How many runs this process has made. */
let runs = 0;
