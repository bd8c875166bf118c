import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { LogFindings } from '../console/kernel-log.ts';
import { type ConsoleEvent, ConsoleObserver, type Observation } from '../console/observer.ts';
import type { Test } from '../model/tests.ts';
import { allowancesOf } from './allowances.ts';
import { type Artifacts, collectAll, makeArtifacts } from './artifacts.ts';
import { encodeBootPlan, encodeWork, type Step, type WindowSize } from './boot-plan.ts';
import { newKey, newToken, type TestSettings } from './boot-test.ts';
import { Capture } from './capture.ts';
import { type Changes, type ChangesFolder, makeChangesFolder } from './changes/changes-folder.ts';
import { watchDiskUse } from './disk-use.ts';
import { makeDisk, workDisk } from './disks.ts';
import { GivenTests } from './given-tests.ts';
import { type Guest, type GuestEnd, startGuest } from './guest-process.ts';
import type { TooMuch } from './guest-state.ts';
import { kernelProcess } from './kernel-process.ts';
import { mostTests } from './limits.ts';
import { orMemoryFull } from './memory-full.ts';
import { layoutModules, modulesSteps } from './module-steps.ts';
import { type Folders, foldersOf, makeFolders, removeFolders, writeBootPlan } from './session-folders.ts';
import type { SessionJob } from './session-job.ts';
import { TestInput } from './test-input.ts';

export interface Session extends Pick<Guest, 'end' | 'dumpThreads' | 'hold'>, Pick<TestInput, 'send' | 'type'> {
  /**
   * Gives a guest that is ready more tests, which are numbered on.
   * @throws the system's error when there is no room for their folders
   */
  give(tests: readonly Test[], how: GivenHow): void;
  /** Sends a signal, by its number, to the process group of the test that started last. */
  signal(number: number): void;
  /**
   * What its test has changed in the project's folder, once that has ended: for one of which nothing is brought back.
   * @returns undefined where that was not asked for
   */
  toldChanges(): Changes | undefined;
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

/** How a guest runs what it is given later. */
export interface GivenHow {
  /** It ends after these tests. */
  isLast: boolean;
  /** What is not as in the guest's settings. */
  settings?: Partial<TestSettings>;
}

/**
 * Boots a guest that runs the given tests one after another, and then, if it is to wait, others. `onEvent` is never called before this returns.
 * @throws the system's error when the guest's folders cannot be made; nothing is left of them
 */
export function startSession(job: SessionJob, onEvent: (event: ConsoleEvent) => void): Session {
  const folders = foldersOf(job.settings, job.name, job.memoryFolder);
  const { guestToken, key, given, artifacts, changes, started } = prepare(job, folders);
  const observer = new ConsoleObserver(guestToken);
  given.expectIn(observer);
  const log = new Capture(job.logPath, job.settings.logLimit ?? defaultLogLimit);
  const allowances = allowancesOf(job, folders.memory, { artifacts, changes }, (index) => observer.hasStarted(index));
  let running: number | undefined;
  /** What the guest is still to be given. */
  let pieces: Buffer[] = [];
  const guest = startGuest(started, (channel, bytes) => {
    if (channel === 'log') log.write(bytes);
    for (const event of observer.push(channel, bytes)) {
      if (event.type === 'start') startTest(event.index);
      if (event.type === 'listens') guest.answer(key);
      if (event.type === 'took') took(event.index);
      if (event.type === 'end' && event.index === running) input.end();
      onEvent(event);
    }
  });
  const input = new TestInput({ input: guest.writeInput, terminal: guest.writeTerminal });
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
    give(tests, { isLast, settings }) {
      const words = given.add(tests, settings);
      given.expectIn(observer);
      const [length, ...rest] = encodeWork(key, words, isLast);
      if (length) guest.give(length);
      pieces = rest;
      giveNext();
    },
    signal(number) {
      if (running !== undefined) guest.signal(number, running);
    },
    toldChanges: () => (job.settings.kept?.length === 0 ? changes?.bringBack() : undefined),
    send: (bytes, taken) => input.send(bytes, taken),
    type: (bytes) => input.type(bytes),
    resize: ({ rows, columns }) => input.send(Buffer.from(Uint16Array.of(rows, columns).buffer)),
    ended: conclude(),
  };

  function giveNext(): void {
    const piece = pieces.shift();
    if (piece) guest.give(piece);
  }

  function took(index?: number): void {
    if (index === undefined) giveNext();
    else if (index === running) input.took();
  }

  function startTest(index: number): void {
    running = index;
    allowances.startTest();
    const { input: text } = given.at(index);
    if (text !== '') input.begin(text);
  }

  async function conclude(): Promise<SessionEnd> {
    try {
      const ended = await guest.ended;
      input.end();
      for (const event of observer.finish()) onEvent(event);
      log.close();
      // Not earlier: a running guest could exchange what is being copied.
      const leftOut = artifacts
        ? await collectAll(artifacts, { ...job, tests: given.tests }, (index) => observer.hasStarted(index))
        : [];
      if (log.problem !== undefined) leftOut.push(log.problem);
      const observed = (index: number) => observer.observed(index);
      const { boot, idle } = observer;
      const end = orMemoryFull(
        ended,
        [boot, idle, ...given.tests.map((_, index) => observed(index))],
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
  const { kernel, settings } = job;
  try {
    makeFolders(folders, kernel, settings);
    const [guestToken, key] = [newToken(), job.waits ? newKey() : ''];
    const isKept = job.artifactsPath && (settings.artifactsLimit ?? 0) > 0;
    const artifacts = isKept ? makeArtifacts(folders.own, diskFor(job), placesAhead(job)) : undefined;
    const work = settings.hasWorkDisk ? workDisk(folders.memory, settings.memoryMegabytes * 2 ** 20) : undefined;
    if (work) makeDisk(work);
    const given = new GivenTests(settings, artifacts);
    const tests = given.add(job.tests);
    const changes = changesOf(job, folders);
    const steps = bootSteps(job, artifacts, changes);
    writeBootPlan(folders, encodeBootPlan({ guestToken, steps, user: settings.defaults.user, key, tests }));
    const disks = [artifacts?.disk, work].filter((disk) => disk !== undefined);
    const writeIn = [artifacts, changes].flatMap((written) => written?.folder ?? []);
    return { guestToken, key, given, artifacts, changes, started: kernelProcess(job, folders, { writeIn, disks }) };
  } catch (error) {
    removeFolders(folders);
    throw error;
  }
}

function placesAhead(job: SessionJob): number {
  return job.waits ? mostTests(job) : 0;
}

/** Root could reach the disk itself, and so what other tests left on it. */
function diskFor(job: SessionJob): { limit: number; tests: number } | undefined {
  const { defaults, artifactsLimit: limit = 0 } = job.settings;
  return defaults.user === 0 ? undefined : { limit, tests: mostTests(job) };
}

function changesOf(
  { tests, waits, settings: { shown = [], kept } }: SessionJob,
  { own }: Folders,
): ChangesFolder | undefined {
  const project = shown.find(({ isProject }) => isProject);
  return project && kept && (waits || tests.length > 0) ? makeChangesFolder(own, project, kept) : undefined;
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
