import { join } from 'node:path';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { type EarlyGuest, endEarly } from './early-guest.ts';
import type { GuestSettings } from './guest-settings.ts';
import type { GuestEvent, TestOutcome } from './guest-state.ts';
import { type GuestJob, type GuestReport, type RunningGuest, runGuest } from './run-guest.ts';

export interface OnceOptions {
  /** The guest's name, safe in paths. */
  name: string;
  bootTimeoutSeconds: number;
  /** Folder for what the test leaves in $UML_RUN_ARTIFACTS; it has none without it. */
  artifactsPath?: string;
  /** Where its network's capture goes, if that is captured. */
  capturePath?: string;
  /** Its kernel, where that boots already; ended if it is not used. */
  early?: EarlyGuest | undefined;
  signal?: AbortSignal;
  /** Called as things happen. What it throws ends the guest and is thrown by `runGuestOnce`. */
  onEvent?(event: GuestEvent, guest: RunningGuest): void;
}

export interface OnceReport extends GuestReport {
  /** Missing when the test did not start, or there was none. */
  outcome?: TestOutcome;
}

/**
 * Boots a guest for one test, or for none, and waits for its end: for a command, an installation, or to check whether a
 * kernel boots. Its console goes into the run's temporary folder.
 * @throws UmlRunError when no guest can be started; what `onEvent` throws; the signal's reason
 */
export async function runGuestOnce(
  kernel: Kernel,
  test: Test | undefined,
  settings: GuestSettings,
  { name, bootTimeoutSeconds, artifactsPath, capturePath, early, signal, onEvent }: OnceOptions,
): Promise<OnceReport> {
  if (signal?.aborted && early) await endEarly(early);
  signal?.throwIfAborted();
  let outcome: TestOutcome | undefined;
  const job = {
    kernel,
    tests: test ? [test] : [],
    settings,
    name,
    logPath: join(settings.scratch.folder, `${name}.console.log`),
    bootTimeoutSeconds,
    ...(capturePath !== undefined && { capturePath }),
    ...(artifactsPath !== undefined && { artifactsPath: () => artifactsPath, addsArtifacts: true }),
  };
  const report = await runGuest(
    { ...job, ...(early && { early }) },
    (event, guest) => {
      if (event.type === 'ended') outcome = event.outcome;
      onEvent?.(event, guest);
    },
    signal,
  );
  signal?.throwIfAborted();
  if (outcome) return { ...report, outcome };
  return !report.finished && settings.sandbox ? withRefusals(report, job, signal) : report;
}

/** Boots it once more, this time to be told which system calls the sandbox refuses. */
async function withRefusals(
  report: GuestReport,
  { capturePath: _, kernel: { laterModules, ...kernel }, ...job }: GuestJob,
  signal: AbortSignal | undefined,
): Promise<GuestReport> {
  const bootTimeoutSeconds = Math.min(job.bootTimeoutSeconds, secondsToBootAgain);
  const again = { ...job, kernel, tests: [], tellsRefusals: true, bootTimeoutSeconds };
  const { refusals } = await runGuest(again, () => undefined, signal);
  signal?.throwIfAborted();
  return refusals === undefined ? report : { ...report, problem: `${report.problem}; ${refusals}` };
}

const secondsToBootAgain = 10;
