import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Options } from '../config/options.ts';
import { artifactsPath, outputPaths, safeName } from '../guest/output-paths.ts';
import type { GuestSettings } from '../guest/session.ts';
import type { Reporter } from '../model/log.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Results } from '../model/results.ts';
import type { Test } from '../model/tests.ts';
import { argumentsFor } from '../provision/kernel-settings.ts';
import { reportsSoFar } from '../report/live-reports.ts';
import { clearReports } from '../report/output-folder.ts';
import { writeReports } from '../report/write-reports.ts';
import type { Policy } from '../verdict/judge.ts';
import { sortSplats } from '../verdict/sort-splats.ts';
import { type Attempt, Attempts } from './attempts.ts';
import { type AfterTest, type Outcome, runOnKernel } from './kernel-run.ts';
import { cannotRun, findingsOf } from './outcome.ts';
import { type RecordedTest, RunRecord } from './record.ts';
import { Semaphore } from './semaphore.ts';

/**
 * Runs every test on every kernel, kernels side by side, and writes down what became of each as soon as it is known.
 * @throws UmlRunError when reports cannot be written
 */
export async function measure(
  tests: Test[],
  kernels: Kernel[],
  settings: GuestSettings,
  output: string,
  options: Options,
  policy: Policy,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<Results> {
  clearReports(output);
  const logs = join(output, 'logs');
  await mkdir(logs, { recursive: true });
  const record = new RunRecord(output);
  const warn = onceEach((text) => reporter.warning(text));
  const soFar = reportsSoFar(
    () => record.results(),
    output,
    ['results.json', 'junit.xml'],
    (error) => warn((error as Error).message),
  );
  const attempts = new Attempts(record, options);
  const work = kernels.map((kernel) => {
    record.addKernel(kernel);
    const recorded = tests.map((test) => ({ test, ...outputPaths(logs, kernel.name, test.name) }));
    for (const one of recorded) {
      removeOutput(one);
      record.addTest(kernel, one);
    }
    const fit = recorded.filter(({ test }) => test.program.problem === undefined);
    return { kernel, unfit: recorded.filter((one) => !fit.includes(one)), planned: attempts.plan(fit) };
  });
  for (const one of work.flatMap(({ unfit }) => unfit))
    reporter.testEnded(record.settle(one, { ...cannotRun(one.test.program.problem!), attempts: 0, failedAttempts: 0 }));

  const settle = (attempt: Attempt, outcome: Outcome, seconds: number): AfterTest => {
    const { result, after } = attempts.settle(attempt, findingsOf(attempt, outcome, seconds, policy));
    // What was shown is on the disk, even when this process is killed the next moment.
    const shown = result && { ...result };
    soFar.changed(() => shown && reporter.testEnded(shown));
    return after;
  };
  const slots = new Semaphore(options.jobs);
  const ends = await Promise.allSettled(
    work.map(async ({ kernel, planned }) => {
      const seconds = await runOnKernel(kernel, planned, {
        settings: { ...settings, kernelArguments: argumentsFor(kernel, options) },
        isolation: options.isolation,
        bootTimeoutSeconds: options.bootTimeoutSeconds,
        outputLimit: options.outputLimitMegabytes << 20,
        logPath: (guest) => join(logs, `${safeName(kernel.name)}-${guest}.log`),
        acquire: () => slots.acquire(),
        signal,
        warn,
        idle: (when, { splats, panic }) => {
          const { counted } = sortSplats(splats, {}, policy);
          const words = [
            ...counted.map(({ title }) => title),
            ...(panic === undefined ? [] : [`kernel panic: ${panic}`]),
          ];
          for (const text of words) warn(`kernel ${kernel.name} complained ${when}: ${text}`);
        },
        started: ({ test }) => reporter.testStarted(kernel.name, test.name),
        ended: settle,
      });
      record.booted(kernel, seconds);
    }),
  );
  try {
    writeReports(record.results(), output);
  } finally {
    soFar.stop();
  }
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure && !signal.aborted) throw failure.reason;
  return record.results();
}

/** Of an earlier run: it would be taken for this one's where a test does not start. */
function removeOutput({ stdout, stderr }: RecordedTest): void {
  for (const path of [stdout, stderr, artifactsPath({ stdout })]) rmSync(path, { recursive: true, force: true });
}

/** What goes wrong with every test alike is told once. */
function onceEach(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text)) tell(text);
    told.add(text);
  };
}
