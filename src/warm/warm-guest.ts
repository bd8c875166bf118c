import type { TestSettings } from '../guest/boot-test.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import type { GuestEvent, TestOutcome } from '../guest/guest-state.ts';
import { type GuestReport, type RunningGuest, runGuest } from '../guest/run-guest.ts';
import type { OnceReport } from '../guest/run-guest-once.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Program, Test } from '../model/tests.ts';

export type OnGuestEvent = (event: GuestEvent, guest: RunningGuest) => void;

/** A guest that waits, for whoever has taken it out of the pool: to run one program in it, or to drop it. */
export interface WarmGuest {
  kernel: Kernel;
  settings: GuestSettings;
  /**
   * Runs the program, and waits for its end. Once.
   * @param signal ends the guest
   * @param onEvent called as things happen. What it throws ends the guest and is thrown here.
   * @throws UmlRunError when there is no room for the program; the signal's reason
   */
  run(test: Test, how: WarmRun, onEvent: OnGuestEvent, signal: AbortSignal): Promise<OnceReport>;
  /** Throws it away. */
  drop(): void;
}

/** What a program has of its own. */
export interface WarmRun {
  /** What is not as in the guest's settings. */
  settings: Partial<TestSettings>;
  /** Folder for what it leaves behind; it has no place for that without. */
  artifactsPath?: string;
}

/** What a guest is booted for. */
export interface WarmJob {
  kernel: Kernel;
  settings: GuestSettings;
  /** Unique in the run, safe in paths. */
  name: string;
  logPath: string;
  bootTimeoutSeconds: number;
  /** It runs one program after another; else it is thrown away after the first. */
  isShared: boolean;
  /** Its programs have a place for what they leave behind. */
  leavesFiles: boolean;
  /** Which program it most probably runs next. */
  expected?(): Program | undefined;
}

/** Called as a guest goes on. */
export interface WarmHandlers {
  /** Each time that it waits. */
  onReady(guest: WarmGuest): void;
  /** Its last program has ended: it is thrown away. */
  onUsed(): void;
}

interface Running {
  how: WarmRun;
  /** Aborts when its caller is gone. */
  gone: AbortSignal;
  isLast: boolean;
  onEvent: OnGuestEvent;
  resolve(report: OnceReport): void;
  outcome?: TestOutcome;
}

/**
 * Boots a guest that waits for programs.
 * @returns what is known of it when it is gone
 * @throws as `runGuest`
 */
export async function runWarmGuest(
  job: WarmJob,
  { onReady, onUsed }: WarmHandlers,
  signal: AbortSignal,
): Promise<GuestReport> {
  const { kernel, settings, isShared, leavesFiles } = job;
  let running: Running | undefined;
  const artifactsPath = () => running?.how.artifactsPath;
  const gone = runGuest(
    {
      ...job,
      tests: [],
      waits: isShared ? 'often' : 'once',
      isAhead: true,
      ...(leavesFiles && { artifactsPath, addsArtifacts: true }),
      artifactPlaces: 1,
    },
    hear,
    signal,
  );
  return gone;

  function hear(event: GuestEvent, guest: RunningGuest): void {
    if (event.type === 'ready') onReady({ kernel, settings, drop: guest.stop, run: runIn(guest) });
    if (!running || event.type === 'ready') return;
    running.onEvent(event, guest);
    if (event.type === 'ended') endTest(running, event.outcome, guest);
  }

  function endTest(ended: Running, outcome: TestOutcome, guest: RunningGuest): void {
    ended.outcome = outcome;
    const changes = guest.toldChanges();
    // Artifacts are read when it is gone; all else that it has for the host was written before it said so.
    const isAnswered = ended.how.artifactsPath === undefined;
    if (isAnswered) ended.resolve({ ...whileItRuns, ...(changes && { changes }), outcome });
    // Its own halt would take time.
    if (ended.isLast && isAnswered) whenAborted(ended.gone, patience, () => leave(guest));
    else if (ended.isLast) leave(guest);
    else running = undefined;
  }

  function leave(guest: RunningGuest): void {
    guest.stop();
    onUsed();
  }

  function runIn(guest: RunningGuest): WarmGuest['run'] {
    return async (test, how, onEvent, signal) => {
      signal.throwIfAborted();
      // Artifacts are read when it is gone, and a terminal may be left in any state.
      const isLast = !isShared || how.artifactsPath !== undefined || how.settings.terminal !== undefined;
      const leavesArtifacts = how.artifactsPath !== undefined;
      signal.addEventListener('abort', guest.stop);
      try {
        const report = await new Promise<OnceReport>((resolve, reject) => {
          const begun: Running = { how, gone: signal, isLast, onEvent, resolve };
          running = begun;
          // It may be gone by now: nothing more is heard of it then.
          gone.then((last) => resolve({ ...last, ...(begun.outcome && { outcome: begun.outcome }) }), reject);
          guest.give([test], { isLast, settings: { ...how.settings, leavesArtifacts } });
        });
        signal.throwIfAborted();
        return report;
      } catch (error) {
        guest.stop();
        throw error;
      } finally {
        signal.removeEventListener('abort', guest.stop);
      }
    };
  }
}

/**
 * Milliseconds at most in which a caller takes its answer, before the end of its guest and the boot of another take the
 * processors: each is worth as much as the call itself.
 */
const patience = 20;

function whenAborted(signal: AbortSignal, milliseconds: number, work: () => void): void {
  const timer = setTimeout(begin, milliseconds);
  signal.addEventListener('abort', begin, { once: true });
  if (signal.aborted) begin();

  function begin(): void {
    clearTimeout(timer);
    signal.removeEventListener('abort', begin);
    work();
  }
}

/** What is known of a guest that goes on. */
const whileItRuns: GuestReport = {
  finished: true,
  problem: '',
  isMachines: false,
  boot: { splats: [], log: [] },
  idle: { splats: [], log: [] },
  leftOut: [],
};
