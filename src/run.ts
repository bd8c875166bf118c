import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { readAllowList } from './allow-list.ts';
import { readTap, type Tap } from './console/tap.ts';
import { Gate } from './guest/gate.ts';
import { type Assignment, type Outcome, outputPaths, runOnKernel, safeName } from './guest/kernel-run.ts';
import { layoutSteps } from './guest/layout.ts';
import { makeScratch } from './guest/scratch.ts';
import type { GuestSettings } from './guest/session.ts';
import { stage } from './guest/share.ts';
import { provideKernel } from './kernel/kernel.ts';
import { argumentsFor, kernelOptions } from './kernel-options.ts';
import { rootfsOptions, withLibraries } from './libraries.ts';
import {
  type Kernel,
  type Notices,
  type Results,
  type Rootfs,
  type Test,
  type TestResult,
  UmlRunError,
} from './model.ts';
import type { Options } from './options/options.ts';
import { planTests } from './plan/plan.ts';
import { clearReports, makeOutputFolder } from './report/output-folder.ts';
import { type Findings, RunRecord } from './report/record.ts';
import { reportsSoFar } from './report/so-far.ts';
import { writeReports } from './report/write.ts';
import { placeInRootfs, rootfsHas } from './rootfs/has.ts';
import { provideRootfs } from './rootfs/rootfs.ts';
import type { Archive } from './store/archive.ts';
import { openStore, type Used } from './store/store.ts';
import { sortComplaints } from './verdict/complaints.ts';
import { judge, type Policy } from './verdict/judge.ts';
import { relevantLog } from './verdict/kernel-log.ts';

/** Who is told of a run's progress. */
export interface Audience extends Notices {
  testStarted(kernel: string, test: string): void;
  testEnded(result: TestResult): void;
}

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
  audience: Audience,
  signal: AbortSignal,
  archives: readonly Archive[] = [],
): Promise<RunResult> {
  const { skipExitCodes, failOn } = options;
  const policy = { skipExitCodes, failOn, allowSplats: readAllowList(options.allowSplats) };
  const output = makeOutputFolder(options.output);
  const planned = await plan(patterns, options);
  const store = await openStore({ ...(options.cache ? { folder: options.cache } : {}), archives, notices: audience });
  audience.progress(`kernels ${options.kernels.join(', ')}`);
  const rootfs = await provideRootfs(options.rootfs, rootfsOptions(options), store, signal);
  const tests = await withLibraries(planned, rootfs, options, store, signal);
  const kernels = await provideKernels(options, signal, (spec, either) =>
    provideKernel(spec, kernelOptions(options), store, either),
  );
  const scratch = makeScratch();
  try {
    const share = await stage(
      join(scratch.folder, 'share'),
      tests.filter((test) => !problemOf(test, rootfs)).map(({ program }) => program),
      async (path) => placeInRootfs(rootfs, path),
    );
    const settings: GuestSettings = {
      rootfs: rootfs.path,
      hidden: rootfs.hidden ?? [],
      share: share.folder,
      steps: layoutSteps(rootfs.path, join(share.folder, 'libraries'), rootfs.hidden),
      scratch,
      memoryMegabytes: options.memoryMegabytes,
      fastBoot: options.fastBoot,
      kernelArguments: options.kernelArguments,
    };
    const results = await runTests(tests, kernels, rootfs, settings, output, options, policy, audience, signal);
    return { results, output, exitCode: exitCodeOf(results, tests, rootfs, signal), used: store.used };
  } finally {
    scratch.remove();
  }
}

function plan(patterns: string[], { environment, timeoutSeconds, shard }: Options): Promise<Test[]> {
  const limits = { cwd: process.cwd(), environment, timeoutSeconds };
  return planTests(patterns, shard ? { ...limits, shard } : limits);
}

async function provideKernels(
  { kernels }: Options,
  signal: AbortSignal,
  provideOne: (spec: string, signal: AbortSignal) => Promise<Kernel>,
): Promise<Kernel[]> {
  // When one cannot be had the others, which may be building for minutes, are given up.
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const ends = await Promise.allSettled(
    kernels.map((spec) =>
      provideOne(spec, either).catch((error) => {
        failure.abort(error);
        throw error;
      }),
    ),
  );
  either.throwIfAborted();
  const provided = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const named = provided.map((kernel) => {
    const alone = provided.filter(({ version }) => version === kernel.version).length === 1;
    return { ...kernel, name: alone ? kernel.version : `${kernel.version} (${kernel.spec})` };
  });
  const hosts = named.find(({ version }) => version === release());
  if (hosts)
    throw new UmlRunError('machine', `kernel ${hosts.spec} has the release of this machine's own, ${release()}`);
  return named;
}

async function runTests(
  tests: Test[],
  kernels: Kernel[],
  rootfs: Rootfs,
  settings: GuestSettings,
  output: string,
  options: Options,
  policy: Policy,
  audience: Audience,
  signal: AbortSignal,
): Promise<Results> {
  clearReports(output);
  const logs = join(output, 'logs');
  await mkdir(logs, { recursive: true });
  const record = new RunRecord(output);
  const work = kernels.map((kernel) => {
    record.addKernel(kernel);
    const assignments = tests.map((test): Assignment => ({ test, ...outputPaths(logs, kernel.name, test.name) }));
    for (const assignment of assignments) record.addTest(kernel, assignment);
    return { kernel, assignments };
  });
  const soFar = reportsSoFar(
    () => record.results(),
    output,
    ['results.json', 'junit.xml'],
    (error) => audience.warning(String((error as Error).message)),
  );
  const settle = (assignment: Assignment, outcome: Outcome, seconds: number): boolean => {
    const tap = readTap(textOf(assignment.stdout));
    const found = findings(outcome, tap, policy);
    const result = record.settle(assignment, { ...found, subtests: tap?.subtests ?? [], seconds });
    soFar.changed();
    const bad = result.verdict === 'failed' || result.verdict === 'errored';
    if (bad && outcome.kind === 'observed' && result.attempts <= options.retries) return true;
    audience.testEnded(result);
    return false;
  };
  const warned = new Set<string>();
  const warnOnce = ({ name }: Kernel, when: string, complaint: string) => {
    const text = `kernel ${name} complained ${when}: ${complaint}`;
    if (!warned.has(text)) audience.warning(text);
    warned.add(text);
  };
  const gate = new Gate(options.jobs);
  await Promise.allSettled(
    work.map(async ({ kernel, assignments }) => {
      for (const assignment of assignments) {
        const problem = problemOf(assignment.test, rootfs);
        if (problem) audience.testEnded(record.settle(assignment, unfit(problem)));
      }
      const fit = assignments.filter(({ test }) => !problemOf(test, rootfs));
      const seconds = await runOnKernel(kernel, fit, {
        settings: { ...settings, kernelArguments: argumentsFor(kernel, options) },
        isolation: options.isolation,
        bootTimeoutSeconds: options.bootTimeoutSeconds,
        outputLimit: options.outputLimitMegabytes << 20,
        logPath: (guest) => join(logs, `${safeName(kernel.name)}-${guest}.log`),
        enter: () => gate.enter(),
        signal,
        complained: (when, said) => {
          const { counted } = sortComplaints(said.splats, {}, policy);
          const panic = said.panic === undefined ? [] : [`kernel panic: ${said.panic}`];
          for (const text of [...counted.map(({ title }) => title), ...panic]) warnOnce(kernel, when, text);
        },
        started: ({ test }) => audience.testStarted(kernel.name, test.name),
        ended: settle,
      });
      record.booted(kernel, seconds);
    }),
  ).then((ends) => {
    soFar.stop();
    writeReports(record.results(), output);
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure && !signal.aborted) throw failure.reason;
  });
  return record.results();
}

/** Why a test cannot start in this rootfs, as far as it can be known before a guest is booted. */
function problemOf({ program }: Test, rootfs: Rootfs): string | undefined {
  if (program.problem) return program.problem;
  if (program.format !== 'script' || !program.interpreter || rootfsHas(rootfs, program.interpreter)) return undefined;
  return `its interpreter ${JSON.stringify(program.interpreter)} is not in the rootfs ${rootfs.spec}`;
}

function unfit(problem: string): Findings {
  return {
    verdict: 'errored',
    reason: 'not-started',
    message: problem,
    exitCode: null,
    signal: null,
    kernelLog: [],
    subtests: [],
    seconds: 0,
  };
}

function findings(outcome: Outcome, tap: Tap | undefined, policy: Policy) {
  if (outcome.kind === 'boot-failed')
    return { ...unfit(`no guest booted: ${outcome.message}`), reason: 'boot-failed' as const, kernelLog: outcome.log };
  const { observation, without } = outcome;
  const evidence = { ...observation, ...(without ? { without } : {}), ...(tap?.skip ? { skip: tap.skip } : {}) };
  return { ...judge(evidence, policy), kernelLog: relevantLog(observation) };
}

/** The beginning of a test's stdout, which is where its plan and results are. */
function textOf(path: string): string {
  const most = 4 << 20;
  const bytes = Buffer.alloc(Math.min(most, statSync(path, { throwIfNoEntry: false })?.size ?? 0));
  if (bytes.length === 0) return '';
  const file = openSync(path, 'r');
  const length = readSync(file, bytes);
  closeSync(file);
  return bytes.toString('utf8', 0, length);
}

function exitCodeOf(results: Results, tests: Test[], rootfs: Rootfs, signal: AbortSignal): RunResult['exitCode'] {
  if (signal.aborted) return 130;
  if (tests.some((test) => problemOf(test, rootfs))) return 2;
  return results.totals.failed + results.totals.errored > 0 ? 1 : 0;
}
