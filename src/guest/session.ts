import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { LogFindings } from '../console/kernel-log.ts';
import { type ConsoleEvent, ConsoleObserver, type Observation } from '../console/observer.ts';
import { allowancesOf } from './allowances.ts';
import { type Artifacts, collectAll, makeArtifacts } from './artifacts.ts';
import { encodeBootPlan, type Step, type WindowSize } from './boot-plan.ts';
import { bootTest, newToken } from './boot-test.ts';
import { Capture } from './capture.ts';
import { type Changes, type ChangesFolder, makeChangesFolder } from './changes/changes-folder.ts';
import { watchDiskUse } from './disk-use.ts';
import { makeDisk, workDisk } from './disks.ts';
import { type Guest, type GuestEnd, startGuest } from './guest-process.ts';
import type { GuestSettings } from './guest-settings.ts';
import type { TooMuch } from './guest-state.ts';
import { kernelProcess } from './kernel-process.ts';
import { orMemoryFull } from './memory-full.ts';
import { layoutModules, modulesSteps } from './module-steps.ts';
import { type Folders, foldersOf, makeFolders, removeFolders, writeBootPlan } from './session-folders.ts';
import type { SessionJob } from './session-job.ts';

export interface Session extends Pick<Guest, 'end' | 'dumpThreads' | 'send' | 'type' | 'signal' | 'hold'> {
  /** Gives the terminal another size. */
  resize(size: WindowSize): void;
  /** Resolves when it has ended and all of its events were given. */
  ended: Promise<SessionEnd>;
}

export interface SessionEnd {
  end: GuestEnd;
  /** What was seen of the test of an index. */
  observed(index: number): Observation;
  /** What the kernel said before its first test. */
  boot: LogFindings;
  /** What the kernel said last, when no test was running. */
  idle: LogFindings;
  /** Why it was ended, when it wrote too much into its folders on the host. */
  tooMuch?: TooMuch;
  /** What could not be kept of its console and of what its tests left behind, in words for the user. */
  leftOut: string[];
  /** What its test changed in the project's folder, where that was asked for. */
  changes?: Changes;
}

/**
 * Boots a guest that runs the given tests one after another. `onEvent` is never called before this returns.
 * @throws the system's error when the guest's folders cannot be made; nothing is left of them
 */
export function startSession(job: SessionJob, onEvent: (event: ConsoleEvent) => void): Session {
  const { tests, settings } = job;
  const folders = foldersOf(settings, job.name, job.memoryFolder);
  const { guestToken, tokens, artifacts, changes, started } = prepare(job, folders);
  const observer = new ConsoleObserver(guestToken, tokens, settings.terminal && '\x1e');
  const log = new Capture(job.logPath, settings.logLimit ?? defaultLogLimit);
  const allowances = allowancesOf(job, folders.memory, { artifacts, changes }, (index) => observer.hasStarted(index));
  const guest = startGuest(started, (channel, bytes) => {
    if (channel === 'log') log.write(bytes);
    for (const event of observer.push(channel, bytes)) {
      if (event.type === 'start') allowances.startTest();
      onEvent(event);
    }
  });
  let tooMuch: TooMuch | undefined;
  const endWatch = watchDiskUse(
    () => allowances.now(),
    guest.pid,
    (over) => {
      tooMuch = over;
      guest.end();
    },
  );
  return {
    ...guest,
    resize: ({ rows, columns }) => guest.send(Buffer.from(Uint16Array.of(rows, columns).buffer)),
    ended: conclude(),
  };

  async function conclude(): Promise<SessionEnd> {
    try {
      const ended = await guest.ended;
      for (const event of observer.finish()) onEvent(event);
      log.close();
      // Not earlier: a running guest could exchange what is being copied.
      const leftOut = artifacts ? await collectAll(artifacts, job, (index) => observer.hasStarted(index)) : [];
      if (log.problem !== undefined) leftOut.push(log.problem);
      const observed = (index: number) => observer.observed(index);
      const { boot, idle } = observer;
      const end = orMemoryFull(
        ended,
        [boot, idle, ...tests.map((_, index) => observed(index))],
        dirname(job.memoryFolder),
      );
      return {
        end,
        observed,
        boot,
        idle,
        leftOut,
        ...(tooMuch !== undefined && { tooMuch }),
        ...(changes && { changes: changes.bringBack() }),
      };
    } finally {
      endWatch();
      changes?.close();
      log.close();
      removeFolders(folders);
    }
  }
}

/** Bytes of a guest's console that are kept by default. */
const defaultLogLimit = 64 << 20;

/** All that may fail before there is a process. Then nothing is left of it. */
function prepare(job: SessionJob, folders: Folders) {
  const { kernel, tests, settings } = job;
  try {
    makeFolders(folders, kernel, settings);
    const guestToken = newToken();
    const isKept = job.artifactsPath && (settings.artifactsLimit ?? 0) > 0;
    const artifacts = isKept ? makeArtifacts(folders.own, tests.length, diskLimitOf(settings)) : undefined;
    const work = settings.hasWorkDisk ? workDisk(folders.memory, settings.memoryMegabytes * 2 ** 20) : undefined;
    if (work) makeDisk(work);
    const bootTests = tests.map((test, index) => bootTest(test, index, settings, artifacts?.pathOf(index)));
    const changes = changesOf(job, folders);
    writeBootPlan(folders, encodeBootPlan(guestToken, bootSteps(job, artifacts, changes), bootTests));
    const tokens = bootTests.map(({ token }) => token);
    const disks = [artifacts?.disk, work].filter((disk) => disk !== undefined);
    const writeIn = [artifacts, changes].flatMap((written) => written?.folder ?? []);
    return { guestToken, tokens, artifacts, changes, started: kernelProcess(job, folders, { writeIn, disks }) };
  } catch (error) {
    removeFolders(folders);
    throw error;
  }
}

/** Root could reach the disk itself, and so what other tests left on it. */
function diskLimitOf({ defaults, artifactsLimit }: GuestSettings): number | undefined {
  return defaults.user === 0 ? undefined : artifactsLimit;
}

function changesOf({ tests, settings: { shown = [], kept } }: SessionJob, { own }: Folders): ChangesFolder | undefined {
  const project = shown.find(({ isProject }) => isProject);
  return project && kept && tests.length > 0 ? makeChangesFolder(own, project, kept) : undefined;
}

function bootSteps({ kernel, settings }: SessionJob, artifacts?: Artifacts, changes?: ChangesFolder): Step[] {
  return [
    // The host's: a guest has no devices whose timing is random, and getrandom(2) would wait for minutes.
    { do: 'entropy', bytes: randomBytes(64) },
    // Before init begins to watch the root for changes.
    ...(artifacts?.steps ?? []),
    ...(changes?.steps ?? []),
    ...layoutModules(kernel, settings.steps),
    ...settings.steps,
    ...modulesSteps(kernel),
  ];
}
