import { dirname } from 'node:path';
import type { LogFindings } from '../console/kernel-log.ts';
import { startClock } from '../host/clock.ts';
import { mayUseSeccomp } from '../kernel/kernel-mode.ts';
import type { Test } from '../model/tests.ts';
import { type BootFault, bootFault } from './boot-fault.ts';
import { cannotStart } from './cannot-start.ts';
import type { Changes } from './changes/changes-folder.ts';
import type { EarlyGuest } from './early-guest.ts';
import {
  describeGuestEnd,
  type GuestEffect,
  type GuestEvent,
  type GuestInput,
  type GuestState,
  type GuestWork,
  newGuest,
  nextGuestState,
} from './guest-state.ts';
import { roomBytes } from './limits.ts';
import { describeRefusals } from './refusals.ts';
import { blamingRootfs, requireRootfs } from './removed-rootfs.ts';
import { type GivenHow, type Session, type SessionEnd, startSession } from './session.ts';
import type { SessionJob } from './session-job.ts';

/** What a guest is started for. */
export interface GuestJob extends Omit<SessionJob, 'memoryFolder' | 'started'> {
  /** Seconds; also how long it may take between two tests, and to its end after the last. */
  bootTimeoutSeconds: number;
  /** Its kernel, where that boots already, and its place in memory. */
  early?: EarlyGuest | undefined;
}

/** What can be done with a guest while it runs. */
export interface RunningGuest extends Pick<Session, 'send' | 'type' | 'signal' | 'hold' | 'resize' | 'toldChanges'> {
  /**
   * Gives it more tests, which are numbered on. Only once it is ready. Where there is no room for them, it ends, and
   * `runGuest` rejects with an UmlRunError.
   */
  give(tests: readonly Test[], how: GivenHow): void;
  /**
   * Asks whether the program of its test runs: the answer is an event, `runs`, or that the test has ended. There may be
   * none.
   */
  ask(): void;
  /** Ends it. Nothing that its tests do from now on counts. */
  stop(): void;
}

/** What is known of a guest when it is gone. */
export interface GuestReport {
  /** Seconds from the start of its process to init's first word; missing when it did not boot. */
  bootSeconds?: number;
  /** Whether init said that it had run everything it was given. */
  finished: boolean;
  /** Why init ended before it had run all that it was given, in its own words, when it said so: `tainted`, `changed /dev`. */
  leftEarly?: string;
  /** Why it did not boot, or was not done, in words for the user. */
  problem: string;
  /** That is this machine's fault, and not the kernel's nor a test's. */
  isMachines: boolean;
  /** What to do about it, where no guest can boot before that is done. */
  fix?: string;
  /** The end of `problem`, when the sandbox refused something and was asked to tell. */
  refusals?: string;
  /** What the kernel said before its first test, and last, when no test was running. */
  boot: LogFindings;
  idle: LogFindings;
  /** What its tests left behind and could not be kept, for the user. */
  leftOut: string[];
  /** What its test changed in the project's folder, where that was asked for. */
  changes?: Changes;
}

/**
 * Boots a guest, runs its tests in it, and waits for its end. Where there is no room for its memory now, it waits for other
 * guests of this process to end first.
 * @param onEvent called as things happen. What it throws ends the guest and is thrown here.
 * @throws UmlRunError when no guest can be started; the signal's reason, when it comes before the start
 */
export async function runGuest(
  job: GuestJob,
  onEvent: (event: GuestEvent, guest: RunningGuest) => void,
  signal?: AbortSignal,
): Promise<GuestReport> {
  const { early, ...late } = job;
  const place = early?.place ?? (await job.settings.scratch.memory.take(roomBytes(job.settings), signal));
  const started = early?.kernel;
  try {
    return await runGuestIn({ ...late, memoryFolder: place.folder, ...(started && { started }) }, onEvent, signal);
  } finally {
    place.giveBack();
  }
}

async function runGuestIn(
  job: GuestJob & SessionJob,
  onEvent: (event: GuestEvent, guest: RunningGuest) => void,
  signal?: AbortSignal,
): Promise<GuestReport> {
  let work = workOf(job);
  let state = newGuest;
  let stopClock = () => {};
  let failure: { error: unknown } | undefined;

  requireRootfs(job.settings);
  const session = orCannotStart(() => startSession(job, (event) => dispatch(event)));
  const { send, type, signal: sendSignal, dumpThreads: ask, hold, resize, toldChanges } = session;
  const stop = () => dispatch({ type: 'stop' });
  const guest: RunningGuest = { stop, give, ask, send, type, signal: sendSignal, hold, resize, toldChanges };

  function give(tests: readonly Test[], how: GivenHow): void {
    try {
      session.give(tests, how);
    } catch (cause) {
      // Whoever gives them may have nothing to do with what else becomes of this guest.
      failure ??= { error: cannotStart(cause) };
      guest.stop();
      return;
    }
    work = { ...work, testTimeouts: [...work.testTimeouts, ...timeoutsOf(tests)] };
    dispatch({ type: 'given' });
  }

  function dispatch(input: GuestInput): void {
    const [next, effects] = nextGuestState(state, input, work, secondsOf(input));
    state = next;
    for (const effect of effects) run(effect);
  }

  /** Since its start; what it said before anybody listened was said earlier than it arrives. */
  function secondsOf({ type }: GuestInput): number {
    const { startedAt, spokeAt } = session;
    return ((type === 'waits' ? spokeAt() : undefined) ?? performance.now()) / 1000 - startedAt / 1000;
  }

  function run(effect: GuestEffect): void {
    switch (effect.do) {
      case 'set-clock':
        stopClock();
        stopClock = startClock(effect.seconds, () => dispatch({ type: 'time-up' }));
        break;
      case 'stop-clock':
        stopClock();
        break;
      case 'dump-threads':
        session.dumpThreads();
        break;
      case 'end-guest':
        session.end();
        break;
      case 'emit':
        emit(effect.event);
        break;
    }
  }

  /** A handler that fails has no use for this guest any more. */
  function emit(event: GuestEvent): void {
    if (failure) return;
    try {
      onEvent(blamingRootfs(event, job.settings), guest);
    } catch (error) {
      failure = { error };
      guest.stop();
    }
  }

  try {
    run({ do: 'set-clock', seconds: job.bootTimeoutSeconds });
    signal?.addEventListener('abort', guest.stop);
    if (signal?.aborted) guest.stop();
    const end = await session.ended;
    dispatch({ type: 'gone', ...end });
    if (failure) throw failure.error;
    const isBooted = state.bootSeconds !== undefined && state.problem === undefined;
    const folders = { memory: dirname(job.memoryFolder), share: job.settings.share };
    const fault = isBooted ? undefined : await bootFault(end.end, end.boot, folders);
    return reportOf(state, end, fault);
  } finally {
    stopClock();
    signal?.removeEventListener('abort', guest.stop);
  }
}

function workOf({ kernel, tests, settings, bootTimeoutSeconds }: GuestJob): GuestWork {
  return {
    release: kernel.version,
    testTimeouts: timeoutsOf(tests),
    bootTimeout: bootTimeoutSeconds,
    // As in native/supervisor/calls.c.
    lacksConsole: settings.sandbox && mayUseSeccomp(settings.kernelArguments),
  };
}

function timeoutsOf(tests: readonly Test[]): number[] {
  return tests.map(({ timeoutSeconds }) => timeoutSeconds);
}

/** Its files and folders are made before its process, and those of tests before these; that may fail: a disk may be full. */
function orCannotStart<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw cannotStart(cause);
  }
}

function isEarly(farewell: string | undefined): farewell is string {
  return farewell !== undefined && farewell !== 'done' && farewell !== 'problem';
}

function reportOf(state: GuestState, ended: SessionEnd, fault?: BootFault): GuestReport {
  const { end, boot, idle, leftOut, changes } = ended;
  const refusals = describeRefusals([...boot.log, ...idle.log]);
  const problem = [problemOf(state, ended), refusals].filter((part) => part !== undefined).join('; ');
  return {
    ...(state.bootSeconds === undefined ? {} : { bootSeconds: state.bootSeconds }),
    finished: state.bootSeconds !== undefined && state.farewell === 'done',
    ...(isEarly(state.farewell) && { leftEarly: state.farewell }),
    problem: fault?.what ?? problem,
    isMachines: end.by === 'machine' || fault !== undefined,
    ...(fault?.fix !== undefined && { fix: fault.fix }),
    ...(refusals !== undefined && { refusals }),
    boot,
    idle,
    leftOut,
    ...(changes && { changes }),
  };
}

function problemOf(state: GuestState, { end, boot, tooMuch }: SessionEnd): string {
  if (end.by === 'machine') return end.how;
  if (tooMuch) return tooMuch.problem;
  const problem = boot.panic === undefined ? (state.problem ?? describeGuestEnd(end)) : `kernel panic: ${boot.panic}`;
  return boot.outOfMemory ? `${problem}; the guest has too little memory (raise it with --memory)` : problem;
}

/** Why a guest did not boot, or was not done, and what to do where that is known. */
export function explain({ problem, fix }: Pick<GuestReport, 'problem' | 'fix'>): string {
  return fix === undefined ? problem : `${problem}; ${fix}`;
}
