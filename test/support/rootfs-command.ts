/** The command, started as a user would, on the cache that all runs of this machine share. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Results, TestResult } from '../../src/model/results.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');

export interface Ran {
  exitCode: number | undefined;
  said: string;
  output: string;
  /** By test and kernel series: `tracee on 6.1`. */
  results: Record<string, TestResult>;
}

/** @param folder for the output */
export async function umlRun(folder: string, words: string[]): Promise<Ran> {
  const output = join(folder, `output-${Math.random().toString(36).slice(2)}`);
  const { exitCode, all } = await execa('node', [cli, '--output', output, ...words], {
    reject: false,
    all: true,
    cwd: folder,
  });
  const { tests } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as Results;
  const named = tests.map((test) => [`${test.name} on ${test.kernel.split('.').slice(0, 2).join('.')}`, test]);
  return { exitCode, said: all, output, results: Object.fromEntries(named) };
}

export async function umlExec(folder: string, words: string[]) {
  const { exitCode, stdout, stderr } = await execa('node', [cli, 'exec', ...words], {
    reject: false,
    cwd: folder,
    stdin: 'ignore',
  });
  return { exitCode, stdout, stderr };
}
