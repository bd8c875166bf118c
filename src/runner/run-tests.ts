import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { artifactsPath, makeFolderOfLogs, outputPaths } from '../guest/output-paths.ts';
import { errnoOf, isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import type { KernelResult, PeerResult, TestResult } from '../model/results.ts';
import type { RunEvent } from '../model/run-events.ts';
import type { Test } from '../model/tests.ts';
import type { KernelTest } from './attempts.ts';
import { EventQueue } from './event-queue.ts';
import { LostPeers } from './lost-peers.ts';
import { cannotRun, noKernel } from './outcome.ts';
import { newPeer } from './peer-result.ts';
import type { RunContext, RunJob } from './run-job.ts';
import { runKernel } from './run-kernel.ts';
import { withPeers } from './running-peers.ts';
import { Semaphore } from './semaphore.ts';
import { SpareSlots } from './spare-slots.ts';

/**
 * Runs every test on every kernel, kernels side by side, and yields what happens as it happens. A consumer that stops
 * iterating ends the run. An abort ends it early: tests that had no turn have no event.
 * @throws what made a whole kernel's run impossible, after `run-ended`
 */
export async function* runTests(job: RunJob, signal: AbortSignal): AsyncGenerator<RunEvent, void> {
  const events = new EventQueue<RunEvent>();
  const abandoned = new AbortController();
  const running = runAll(job, events, AbortSignal.any([signal, abandoned.signal]), signal);
  try {
    yield* events;
  } finally {
    abandoned.abort();
    await running;
  }
}

async function runAll(
  job: RunJob,
  events: EventQueue<RunEvent>,
  signal: AbortSignal,
  user: AbortSignal,
): Promise<void> {
  const emit = (event: RunEvent) => events.push(event);
  const warn = onceEach((text) => emit({ type: 'warning', text }));
  const slots = new Semaphore(job.jobs);
  const context: RunContext = {
    job,
    slots,
    spareSlots: new SpareSlots(slots),
    detailBytes: detailBytes(job.tests.length * job.kernels.length),
    emit,
    warn,
    signal,
    over: new AbortController(),
  };
  try {
    const work = job.kernels.map((kernel) => ({
      kernel,
      tests: job.tests.map((test) => kernelTest(test, kernel, job)),
    }));
    const tests = work.flatMap((one) => one.tests);
    prepareOutput(job.output, tests);
    emit({
      type: 'run-started',
      kernels: job.kernels.map(kernelResult),
      ...(job.rootfs && { rootfs: job.rootfs }),
      ...(job.beside && { peers: job.beside.peers.map(newPeer) }),
      tests: tests.map(notRun),
      rounds: job.repeat,
    });
    for (const { unrun, test } of tests) {
      if (test.program.problem === undefined) continue;
      emit({ type: 'test-ended', result: { ...unrun, ...cannotRun(test.program.problem) }, final: true });
      if (job.untilFail) context.over.abort();
    }
    for (const { unrun, kernel, test } of tests)
      if (kernel.problem !== undefined && test.program.problem === undefined)
        emit({ type: 'test-ended', result: { ...unrun, ...noKernel(kernel.problem) }, final: true });

    const runnable = work.map(({ kernel, tests }) => ({ kernel, tests: tests.filter(isRunnable) }));
    // Those of which guests boot already go first: there may be fewer slots than kernels.
    runnable.sort((a, b) => Number(isBooting(b)) - Number(isBooting(a)));
    const [end] = await Promise.allSettled([besidePeers(context, () => runKernels(runnable, context))]);
    const failure = end.status === 'rejected' ? end : undefined;
    emit({
      type: 'run-ended',
      interrupted: user.aborted || failure !== undefined,
      ...(failure && !signal.aborted && { problem: messageOf(failure.reason) }),
    });
    if (failure && !signal.aborted) events.fail(failure.reason);
  } catch (error) {
    events.fail(error);
  }
  events.close();

  function isBooting({ kernel }: KernelWork): boolean {
    return job.early?.has(kernel) ?? false;
  }
}

interface KernelWork {
  kernel: Kernel;
  tests: readonly KernelTest[];
}

function besidePeers(context: RunContext, work: () => Promise<void>): Promise<void> {
  const { job, emit, signal } = context;
  if (!job.beside) return work();
  const lost = new LostPeers();
  context.lostPeers = lost;
  const onChange = (peer: PeerResult) => emit({ type: 'peer-changed', peer });
  return withPeers(job.beside, { onChange, lost }, signal, work);
}

/** @throws the first that a kernel's run throws, once all have ended */
async function runKernels(work: readonly KernelWork[], context: RunContext): Promise<void> {
  const ends = await Promise.allSettled(work.map(({ kernel, tests }) => runKernel(kernel, tests, context)));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
}

/** The results of a run are in memory, and are written again and again: what their details take does not depend on tests. */
function detailBytes(results: number): number {
  return Math.max(minDetails, Math.floor(maxDetails / results));
}

/** Bytes for the subtests of all results, and for their kernel logs. */
const maxDetails = 128 << 20;
/** Bytes for those of one result: enough for a report of KASAN, with its stacks. */
const minDetails = 8 << 10;

function isRunnable({ test, kernel }: KernelTest): boolean {
  return test.program.problem === undefined && kernel.problem === undefined;
}

/** Its result until it has one. */
function notRun({ unrun }: KernelTest): TestResult {
  return { ...unrun, notRun: true };
}

function kernelTest(test: Test, kernel: Kernel, { output }: RunJob): KernelTest {
  const { stdout, stderr } = outputPaths(join(output, 'logs'), kernel.name, test.name);
  const unrun = {
    ...cannotRun('the run ended before its turn'),
    name: test.name,
    program: test.program.path,
    kernel: kernel.name,
    attempts: 0,
    failedAttempts: 0,
    stdout: relative(output, stdout),
    stderr: relative(output, stderr),
  };
  return { test, kernel, stdout, stderr, unrun };
}

function kernelResult({ spec, name, version, source, path, sha256 }: Kernel): KernelResult {
  return { spec, name, version, source, path, sha256, bootSeconds: null };
}

/** Output of an earlier run would be taken for this one's where a test does not start. */
function prepareOutput(output: string, tests: readonly KernelTest[]): void {
  try {
    makeFolderOfLogs(output);
    const folders = new Map<string, Set<string>>();
    for (const { stdout, stderr } of tests) {
      const folder = dirname(stdout);
      const names = folders.get(folder) ?? namesIn(folder);
      folders.set(folder, names);
      for (const path of [stdout, stderr, artifactsPath({ stdout })])
        if (names.has(basename(path))) rmSync(path, { recursive: true, force: true });
    }
  } catch (cause) {
    throw new UmlRunError(
      isDiskFull(cause) ? 'disk-full' : 'output-unwritable',
      `cannot use output folder "${output}": ${messageOf(cause)}; name another with --output`,
      { cause },
    );
  }
}

/** @throws the system's error, but for a folder that is not there */
function namesIn(folder: string): Set<string> {
  try {
    return new Set(readdirSync(folder));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return new Set();
    throw error;
  }
}

/** What goes wrong with every test in the same way is reported once. */
function onceEach(report: (text: string) => void): (text: string) => void {
  const reported = new Set<string>();
  return (text) => {
    if (!reported.has(text)) report(text);
    reported.add(text);
  };
}
