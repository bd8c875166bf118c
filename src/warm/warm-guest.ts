import { join } from 'node:path';
import type { TestSettings } from '../guest/boot-test.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import type { GuestEvent, TestOutcome } from '../guest/guest-state.ts';
import { explain, type GuestReport, type RunningGuest, runGuest } from '../guest/run-guest.ts';
import type { OnceReport } from '../guest/run-guest-once.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';

/** A guest that was booted ahead, for one program. */
export interface WarmGuest {
  kernel: Kernel;
  settings: GuestSettings;
  /**
   * Runs the program and throws the guest away. Not before it is ready, and once.
   * @param onEvent called as things happen
   * @throws UmlRunError when there is no room for the program
   */
  run(test: Test, how: WarmRun, onEvent: (event: GuestEvent, guest: RunningGuest) => void): Promise<OnceReport>;
}

/** What a program has of its own. */
export interface WarmRun {
  /** What is not as in the guest's settings. */
  settings: Partial<TestSettings>;
  /** Folder for what it leaves behind; it has no place for that without. */
  artifactsPath?: string;
  /** Ends the guest. */
  signal: AbortSignal;
}

/** One that is being booted, or has been. */
export interface BootedGuest extends WarmGuest {
  /** Resolves when it waits. Rejects with an UmlRunError `guest-failed` when it never does. */
  ready: Promise<void>;
  /** Resolves when nothing is left of it. Rejects as `runGuest` does. */
  gone: Promise<GuestReport>;
  stop(): void;
}

/** @param name unique in the run, safe in paths */
export function bootWarmGuest(
  kernel: Kernel,
  settings: GuestSettings,
  { name, bootTimeoutSeconds }: { name: string; bootTimeoutSeconds: number },
): BootedGuest {
  const stopped = new AbortController();
  let guest: RunningGuest | undefined;
  let artifactsPath: string | undefined;
  let listen: (event: GuestEvent, guest: RunningGuest) => void = () => undefined;
  let becomeReady = () => {};
  const isReady = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });
  const job = {
    kernel,
    tests: [],
    waits: true,
    settings,
    name,
    logPath: join(settings.scratch.folder, `${name}.console.log`),
    bootTimeoutSeconds,
    artifactsPath: () => artifactsPath,
    addsArtifacts: true,
  };
  const gone = runGuest(
    job,
    (event, running) => {
      guest = running;
      if (event.type === 'ready') becomeReady();
      listen(event, running);
    },
    stopped.signal,
  );
  const neverReady = gone.then((report) => {
    throw new UmlRunError('guest-failed', `no guest is ready: ${explain(report)}`);
  });
  return {
    kernel,
    settings,
    gone,
    ready: Promise.race([isReady, neverReady]),
    stop: () => stopped.abort(),
    async run(test, how, onEvent) {
      if (!guest) throw new RangeError('the guest is not ready');
      let outcome: TestOutcome | undefined;
      artifactsPath = how.artifactsPath;
      listen = (event, running) => {
        onEvent(event, running);
        if (event.type !== 'ended') return;
        outcome = event.outcome;
        // All that it has for the host was written before it said so, and its halt would take time.
        running.stop();
      };
      const abort = () => stopped.abort();
      how.signal.addEventListener('abort', abort);
      try {
        if (how.signal.aborted) abort();
        else
          guest.give([test], {
            isLast: true,
            settings: { ...how.settings, leavesArtifacts: artifactsPath !== undefined },
          });
        const report = await gone;
        return { ...report, ...(outcome && { outcome }) };
      } finally {
        how.signal.removeEventListener('abort', abort);
      }
    },
  };
}
