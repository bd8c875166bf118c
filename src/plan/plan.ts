import { UmlRunError } from '../model/errors.ts';
import type { Shard, Test } from '../model/tests.ts';
import { type ProgramOptions, readProgram } from '../program/program.ts';
import { expandPattern } from './expand-pattern.ts';
import { type FoundFiles, leftOut } from './lost-right.ts';
import { namesOf } from './test-names.ts';

export interface PlanOptions extends ProgramOptions {
  /** Absolute path of the folder that relative patterns are taken from. */
  cwd: string;
  environment: Record<string, string>;
  /** Above 0. */
  timeoutSeconds: number;
  shard?: Shard;
  /** Told what seems to be a test, and is left out. */
  warn?: (text: string) => void;
}

/**
 * Makes the list of tests from what the user named: files, globs and folders of executables.
 *
 * Tests are in the order of the patterns, and in natural order within one. A program that is named twice runs once.
 * One that cannot run stays in the plan with its `problem`, so that the others run and it is reported.
 * With `shard`, every `count`-th test from the `index`-th on; names are the same in all shards.
 *
 * @throws UmlRunError `test-not-found` when a pattern stands for nothing
 */
export async function planTests(patterns: string[], options: PlanOptions): Promise<Test[]> {
  if (patterns.length === 0) {
    throw new UmlRunError('test-not-found', 'no test given: name at least one file, glob, or folder of executables');
  }
  const found: FoundFiles[] = [];
  for (const pattern of patterns) found.push(await expandPattern(pattern, options.cwd));
  const paths = [...new Set(found.flatMap(({ tests }) => tests))];
  const lost = [...new Set(found.flatMap(({ lostRight }) => lostRight))].filter((path) => !paths.includes(path));
  if (lost.length > 0) options.warn?.(leftOut(lost, options.cwd));
  const names = namesOf(paths);

  const tests: Test[] = [];
  for (const path of paths.filter(isInShard(options.shard))) {
    tests.push({
      name: names.get(path) ?? path,
      program: await readProgram(path, options),
      arguments: [],
      environment: { ...options.environment },
      timeoutSeconds: options.timeoutSeconds,
    });
  }
  return tests;
}

function isInShard(shard: Shard | undefined): (path: string, position: number) => boolean {
  return (_, position) => !shard || position % shard.count === shard.index - 1;
}
