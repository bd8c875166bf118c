import type { Used } from '../cache/cache.ts';
import { type Context, openContext } from '../cache/context.ts';
import { KeptTimes } from '../cache/kept-times.ts';
import type { Remote } from '../cache/remotes/remote.ts';
import { saved } from '../cache/remotes/remotes.ts';
import type { Options } from '../config/options.ts';
import { neededCurrentFolder } from '../host/current-folder.ts';
import { abortable } from '../model/abortable.ts';
import type { Reporter } from '../model/log.ts';
import type { Rootfs } from '../model/provisions.ts';
import type { Results } from '../model/results.ts';
import { type FoundTest, findTests } from '../plan/plan.ts';
import { provideNetwork } from '../provision/guest-network.ts';
import { programHint } from '../provision/program-hint.ts';
import { openLiveReports } from '../report/live-reports.ts';
import { makeOutputFolder, takeOver } from '../report/output-folder.ts';
import { withOutputFolder } from '../report/output-lock.ts';
import { RunRecord } from '../results/record.ts';
import { type Order, otherThanBefore } from '../runner/order.ts';
import { policyOf, problemsOfPolicy } from '../runner/policy.ts';
import { type RunExitCode, runExitCode } from '../runner/run-exit-code.ts';
import type { RunJob } from '../runner/run-job.ts';
import { runTests } from '../runner/run-tests.ts';
import { provideGuestParts } from './guest-parts.ts';
import { readOrder } from './read-order.ts';
import { stageRun } from './stage-run.ts';
import { withStarted } from './started.ts';

export interface RunResult {
  results: Results;
  /** Absolute path of the output folder. */
  output: string;
  /** Whether each report is in the output folder. */
  isReported: boolean;
  exitCode: RunExitCode;
  /** Cache entries that the run used, and where they came from. */
  used: readonly Used[];
}

/**
 * The main job: plan, provision, stage, run, record, report.
 * @throws UmlRunError when nothing could be run; the results so far are in the output folder, and nothing of an earlier run
 *   unless the option `order` is wrong
 */
export async function run(
  patterns: string[],
  options: Options,
  reporter: Reporter,
  signal: AbortSignal,
  remotes: readonly Remote[] = [],
): Promise<RunResult> {
  neededCurrentFolder();
  const output = makeOutputFolder(options.output);
  return withOutputFolder(output, async () => {
    const order = readOrder(options.order);
    // A run that does not get to its first test leaves no reports that say that all is well.
    takeOver(output);
    const policy = await abortable(policyOf(options), signal);
    return runInto(output, patterns, { options, order, policy, reporter, signal, remotes });
  });
}

interface Run {
  options: Options;
  order: Order;
  policy: RunJob['policy'];
  reporter: Reporter;
  signal: AbortSignal;
  remotes: readonly Remote[];
}

async function runInto(output: string, patterns: string[], run: Run): Promise<RunResult> {
  const { options, reporter, signal, remotes } = run;
  const found = await findTests(patterns, { ...findOptions(options), warn: (text) => reporter.warning(text) });
  const { cache: folder, offline } = options;
  const context = await openContext({ folder, offline, remotes, log: reporter, signal });
  // Beside the tests, and also what was made before something else failed.
  return runWith(context, found, run, output).finally(() => saved(context));
}

async function runWith(context: Context, found: readonly FoundTest[], run: Run, output: string): Promise<RunResult> {
  const { options, order, policy, reporter, signal } = run;
  const warn = (text: string) => reporter.warning(text);
  const network = await provideNetwork(options, context);
  return withStarted({ options, network, output, log: reporter }, async (started) => {
    const attempts = typeof order === 'object' ? 0 : attemptsOf(found, options);
    const parts = await provideGuestParts({ options, context, network, started, attempts, log: reporter });
    const staged = await stageRun(found, { options, context, network, parts, started, output });
    const { tests } = staged;
    const { kernels, rootfs } = parts;
    if (typeof order === 'object') otherThanBefore(order, tests, kernels).forEach(warn);
    const times = new KeptTimes(context.cache, process.cwd());
    const { early } = started;
    const job = {
      ...jobOf(options),
      ...staged,
      kernels,
      ...rootfsOf(rootfs),
      order,
      times,
      hintFor: programHint,
      output,
      policy,
      early,
    };
    const { results, isReported } = await runAndReport(job, reporter, signal);
    // In virtual time, a test's seconds say nothing of this machine's.
    if (!options.timeTravel) times.keep(results);
    const problems = problemsOfPolicy(policy);
    problems.forEach(warn);
    const isInputWrong = problems.length > 0 || tests.some(({ program }) => program.problem !== undefined);
    const isInterrupted = signal.aborted;
    const exitCode = runExitCode({ isInterrupted, isInputWrong, isReported, tests: results.tests });
    return { results, isReported, output, exitCode, used: context.cache.used };
  });
}

/** How many a kernel has at least, if all of its tests can run, before it may be given another guest. */
function attemptsOf(found: readonly FoundTest[], { isolation, repeat }: Options): number {
  return isolation === 'test' ? 1 : found.length * repeat;
}

function rootfsOf({ spec, source }: Rootfs) {
  return source === undefined ? {} : { rootfs: { spec, source } };
}

type Reported = Pick<RunResult, 'results' | 'isReported'>;

/** Runs the tests: each event is counted, goes into the record, and then to the reports and the reporter. */
async function runAndReport(job: RunJob, reporter: Reporter, signal: AbortSignal): Promise<Reported> {
  const record = new RunRecord();
  let isReported = false;
  const reports = openLiveReports(job.output, reporter);
  try {
    for await (const event of runTests(job, signal)) {
      reporter.count(event);
      record.apply(event);
      reports.onEvent(event, () => record.results());
    }
  } finally {
    isReported = await reports.finish(record.results());
  }
  return { results: record.results(), isReported };
}

function findOptions({ shard }: Options) {
  return { cwd: process.cwd(), ...(shard && { shard }) };
}

function jobOf(options: Options) {
  const { jobs, isolation, bootTimeoutSeconds, outputLimitMegabytes, retries, repeat, untilFail } = options;
  return {
    jobs,
    isolation,
    bootTimeoutSeconds,
    outputLimit: outputLimitMegabytes * 2 ** 20,
    retries,
    repeat,
    untilFail,
  };
}
