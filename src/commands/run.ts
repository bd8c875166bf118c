import type { Used } from '../cache/cache.ts';
import { openContext } from '../cache/context.ts';
import type { Remote } from '../cache/remotes/remote.ts';
import type { Options } from '../config/options.ts';
import { makeScratch } from '../guest/scratch.ts';
import type { Reporter } from '../model/log.ts';
import type { Results } from '../model/results.ts';
import type { Test } from '../model/tests.ts';
import { planTests } from '../plan/plan.ts';
import { provision } from '../provision/provision.ts';
import { stageTests } from '../provision/stage.ts';
import { makeOutputFolder } from '../report/output-folder.ts';
import { measure } from '../runner/run-tests.ts';
import { readAllowList } from '../verdict/allow-list.ts';

export interface RunResult {
  results: Results;
  /** Absolute path of the output folder. */
  output: string;
  /** By the contract of the command. */
  exitCode: 0 | 1 | 2 | 130;
  /** Cache entries that the run used, and where they came from. */
  used: readonly Used[];
}

/**
 * The main job: plan, provision, stage, boot, observe, judge, report.
 * @throws UmlRunError when nothing could be run; what was measured by then is in the output folder
 */
export async function run(
  patterns: string[],
  options: Options,
  reporter: Reporter,
  signal: AbortSignal,
  remotes: readonly Remote[] = [],
): Promise<RunResult> {
  const { skipExitCodes, failOn } = options;
  const policy = { skipExitCodes, failOn, allowSplats: readAllowList(options.allowSplats) };
  const output = makeOutputFolder(options.output);
  const planned = await plan(patterns, options);
  const context = await openContext({ folder: options.cache, remotes, log: reporter, signal });
  reporter.progress(`kernels ${options.kernels.join(', ')}`);
  const { rootfs, kernels, tests } = await provision(async () => planned, options, context);
  const scratch = makeScratch();
  try {
    const settings = await stageTests(tests, rootfs, scratch, options);
    const results = await measure(tests, kernels, settings, output, options, policy, reporter, signal);
    return { results, output, exitCode: exitCodeOf(results, tests, signal), used: context.cache.used };
  } finally {
    scratch.remove();
  }
}

function plan(
  patterns: string[],
  { environment, timeoutSeconds, shard, kernelArchitecture }: Options,
): Promise<Test[]> {
  const limits = { cwd: process.cwd(), environment, timeoutSeconds, machine: kernelArchitecture };
  return planTests(patterns, shard ? { ...limits, shard } : limits);
}

function exitCodeOf({ totals }: Results, tests: Test[], signal: AbortSignal): RunResult['exitCode'] {
  if (signal.aborted) return 130;
  if (tests.some(({ program }) => program.problem !== undefined)) return 2;
  return totals.failed + totals.errored > 0 ? 1 : 0;
}
