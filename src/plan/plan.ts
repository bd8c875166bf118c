import { UmlRunError } from '../model/errors.ts';
import type { Shard, Test } from '../model/tests.ts';
import { type ProgramOptions, readProgram } from '../program/program.ts';
import { expandPattern } from './expand-pattern.ts';
import { type FoundFiles, leftOut } from './lost-right.ts';
import { namesOf } from './test-names.ts';

export interface FindOptions {
  /** Absolute path of the folder that relative patterns are taken from. */
  cwd: string;
  shard?: Shard;
  /** Told what seems to be a test, and is left out. */
  warn?: (text: string) => void;
}

/** A file that is a test: its absolute path, and the test's name. */
export interface FoundTest {
  name: string;
  path: string;
}

/**
 * Makes the list of tests from what the user named: files, globs and folders of executables. None of them is read.
 *
 * Tests are in the order of the patterns, and in natural order within one. A program that is named twice runs once.
 * With `shard`, every `count`-th test from the `index`-th on; names are the same in all shards.
 *
 * @throws UmlRunError `test-not-found` when a pattern stands for nothing
 */
export async function findTests(patterns: string[], { cwd, shard, warn }: FindOptions): Promise<FoundTest[]> {
  if (patterns.length === 0) {
    throw new UmlRunError('test-not-found', 'no test given: name at least one file, glob, or folder of executables');
  }
  const found: FoundFiles[] = [];
  for (const pattern of patterns) found.push(await expandPattern(pattern, cwd));
  const paths = [...new Set(found.flatMap(({ tests }) => tests))];
  const lost = [...new Set(found.flatMap(({ lostRight }) => lostRight))].filter((path) => !paths.includes(path));
  if (lost.length > 0) warn?.(leftOut(lost, cwd));
  const names = namesOf(paths);
  return paths.filter(isInShard(shard)).map((path) => ({ name: names.get(path) ?? path, path }));
}

function isInShard(shard: Shard | undefined): (path: string, position: number) => boolean {
  return (_, position) => !shard || position % shard.count === shard.index - 1;
}

export interface PlanOptions extends ProgramOptions {
  environment: Record<string, string>;
  /** Above 0. */
  timeoutSeconds: number;
}

/** Reads the programs. One that cannot run stays in the plan with its `problem`, so that the others run and it is reported. */
export async function planTests(found: readonly FoundTest[], options: PlanOptions): Promise<Test[]> {
  const tests: Test[] = [];
  for (const { name, path } of found) {
    tests.push({
      name,
      program: await readProgram(path, options),
      arguments: [],
      environment: { ...options.environment },
      timeoutSeconds: options.timeoutSeconds,
    });
  }
  return tests;
}
