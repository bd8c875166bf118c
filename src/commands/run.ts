import type { Used } from '../cache/cache.ts';
import { openContext } from '../cache/context.ts';
import { KeptTimes } from '../cache/kept-times.ts';
import type { Remote } from '../cache/remotes/remote.ts';
import type { Options } from '../config/options.ts';
import { roomBytes } from '../guest/limits.ts';
import { makeScratch } from '../guest/scratch.ts';
import { abortable } from '../model/abortable.ts';
import type { Reporter } from '../model/log.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Results } from '../model/results.ts';
import type { Segment } from '../network/segment.ts';
import { findTests, planTests } from '../plan/plan.ts';
import { addedEnvironment } from '../provision/caller-environment.ts';
import { commandLineOf, provideGuestKernels } from '../provision/guest-kernels.ts';
import { provideNetwork } from '../provision/guest-network.ts';
import { provideGuestRootfs } from '../provision/guest-rootfs.ts';
import { resolveTests } from '../provision/libraries.ts';
import { networkAt, peerEnvironment, providePeers, startSegment } from '../provision/peers.ts';
import { programHint } from '../provision/program-hint.ts';
import { withShownFolders } from '../provision/shown-folders.ts';
import { kernelSettings, stageTests } from '../provision/stage.ts';
import { openLiveReports } from '../report/live-reports.ts';
import { makeOutputFolder, takeOver } from '../report/output-folder.ts';
import { withOutputFolder } from '../report/output-lock.ts';
import { RunRecord } from '../results/record.ts';
import { EarlyGuests } from '../runner/early-guests.ts';
import { type Order, otherThanBefore } from '../runner/order.ts';
import { policyOf, problemsOfPolicy } from '../runner/policy.ts';
import { type RunExitCode, runExitCode } from '../runner/run-exit-code.ts';
import type { RunJob } from '../runner/run-job.ts';
import { runTests } from '../runner/run-tests.ts';
import type { RunningPeers } from '../runner/running-peers.ts';
import { startBeside, testsBeside } from './beside.ts';
import { readOrder } from './read-order.ts';

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

async function runInto(
  output: string,
  patterns: string[],
  { options, order, policy, reporter, signal, remotes }: Run,
): Promise<RunResult> {
  const found = await findTests(patterns, { ...findOptions(options), warn: (text) => reporter.warning(text) });
  const context = await openContext({
    folder: options.cache,
    offline: options.offline,
    remotes,
    log: reporter,
    signal,
  });
  reporter.progress(`kernels ${options.kernels.join(', ')}`);
  const { rootfs, environment } = withShownFolders(
    await provideGuestRootfs(options, context),
    options,
    false,
    reporter,
  );
  const kernels = await provideGuestKernels(options, context);
  const network = await provideNetwork(options, context);
  const scratch = makeScratch((text) => reporter.warning(text));
  const early = new EarlyGuests();
  let segment: Segment | undefined;
  let running: RunningPeers | undefined;
  try {
    segment = options.guests.length > 0 ? startSegment(options, scratch, network.wayOut) : undefined;
    const ofTests = segment ? networkAt(0, segment, options, network.wayOut) : network.settings;
    const staging = { rootfs, scratch, options, network: ofTests };
    const known = kernelSettings(staging);
    scratch.memory.requireRoom(roomBytes(known));
    const on = (kernel: Kernel) => ({ kernelArguments: commandLineOf(kernel, options) });
    // They boot meanwhile, where they need nobody's place in a segment.
    if (!segment && typeof order !== 'object')
      await early.start({
        kernels,
        settingsFor: (kernel) => ({ ...known, ...on(kernel) }),
        attempts: options.isolation === 'test' ? 1 : found.length * options.repeat,
        jobs: options.jobs,
      });
    const planned = await planTests(found, planOptions(options));
    const forAll = { ...environment, ...peerEnvironment(options) };
    const started = planned.map((test) => ({ ...test, environment: { ...forAll, ...test.environment } }));
    const beside = await providePeers(options, { rootfs, environment: forAll, context, kernels });
    const tests = await resolveTests(started, rootfs, options, context);
    const settings = await stageTests([...tests, ...testsBeside(beside)], staging, known);
    const settingsFor = (kernel: Kernel) => ({ ...settings, ...on(kernel) });
    if (segment) {
      const besideJob = { ...beside, segment, options, settings, kernels, wayOut: network.wayOut, output };
      running = await startBeside(besideJob, signal);
    }
    const others = typeof order === 'object' ? otherThanBefore(order, tests, kernels) : [];
    for (const text of others) reporter.warning(text);
    const times = new KeptTimes(context.cache, process.cwd());
    const job = {
      ...jobOf(options),
      tests,
      kernels,
      order,
      times,
      settingsFor,
      hintFor: programHint,
      output,
      policy,
      early,
    };
    const { results, isReported } = await runAndReport(job, reporter, signal);
    // In virtual time, a test's seconds say nothing of this machine's.
    if (!options.timeTravel) times.keep(results);
    const problems = problemsOfPolicy(policy);
    for (const problem of problems) reporter.warning(problem);
    const isInputWrong = problems.length > 0 || tests.some(({ program }) => program.problem !== undefined);
    const isInterrupted = signal.aborted;
    const exitCode = runExitCode({ isInterrupted, isInputWrong, isReported, tests: results.tests });
    return { results, isReported, output, exitCode, used: context.cache.used };
  } finally {
    await early.end();
    await running?.end();
    await segment?.end();
    await network.close();
    scratch.remove();
  }
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

function planOptions(options: Options) {
  const { timeoutSeconds, kernelArchitecture: architecture } = options;
  return { environment: addedEnvironment(options, process.env), timeoutSeconds, architecture };
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
