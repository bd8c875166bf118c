import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { LogFindings } from '../console/kernel-log.ts';
import { type Channel, type ConsoleEvent, ConsoleObserver, type Observation } from '../console/observer.ts';
import { stampOrGone } from '../fs/stamp.ts';
import type { Test } from '../model/tests.ts';
import { allowancesOf } from './allowances.ts';
import { collectAll } from './artifacts.ts';
import { type BootPlan, encodeBootPlan, encodeWork, type Step, type WindowSize } from './boot-plan.ts';
import { newKey, newToken, type TestSettings } from './boot-test.ts';
import { cannotStart } from './cannot-start.ts';
import { Capture } from './capture.ts';
import type { Changes } from './changes/changes-folder.ts';
import { watchDiskUse } from './disk-use.ts';
import { GivenTests } from './given-tests.ts';
import type { Guest, GuestEnd } from './guest-process.ts';
import type { TooMuch } from './guest-state.ts';
import { orMemoryFull } from './memory-full.ts';
import { layoutModules, modulesSteps } from './module-steps.ts';
import { readableAhead } from './read-ahead.ts';
import { writePlan } from './session-folders.ts';
import { kernelJobOf, type SessionJob } from './session-job.ts';
import { SharedOutput } from './shared-output.ts';
import { type StartedKernel, startKernel } from './start-kernel.ts';
import { TestInput } from './test-input.ts';

export interface Session
  extends Pick<Guest, 'end' | 'dumpThreads' | 'hold'>,
    Pick<StartedKernel, 'startedAt' | 'spokeAt'>,
    Pick<TestInput, 'send' | 'type'> {
  /**
   * Gives a guest that is ready more tests, which are numbered on.
   * @throws the system's error when there is no room for them or their folders
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
 * When its boot plan cannot be written, `ended` rejects with an UmlRunError.
 * @throws the system's error when the guest's folders cannot be made; nothing is left of them
 */
export function startSession(job: SessionJob, onEvent: (event: ConsoleEvent) => void): Session {
  const kernel = job.started ?? startKernel(kernelJobOf(job));
  const { guest, folders, artifacts, changes } = kernel;
  const [guestToken, key] = [newToken(), job.waits ? newKey() : ''];
  const given = new GivenTests(job.settings, artifacts);
  const { shown = [] } = job.settings;
  // Only what a guest makes ahead can be out of date.
  const expected = () => (job.isAhead ? readableAhead(job.expected?.(), shown) : []);
  let ahead = expected();
  const look = () => (job.isAhead ? stampsOf([...shown.map(({ path }) => path), ...ahead]) : '');
  let seen = look();
  let [isPlanned, isAsked, isGone] = [false, false, false];
  let failure = failureOf(() => {
    const bytes = planOf(job, kernel, {
      guestToken,
      key,
      isOnce: job.waits === 'once',
      isAhead: job.isAhead,
      next: ahead[0] ?? '',
      tests: given.add(job.tests),
    });
    if (kernel.ready) kernel.ready.then(() => givePlanLate(bytes));
    else givePlan(bytes);
  });
  const observer = new ConsoleObserver(guestToken);
  given.expectIn(observer);
  const log = new Capture(job.logPath, job.settings.logLimit ?? defaultLogLimit);
  const allowances = allowancesOf(job, folders.memory, { artifacts, changes }, (index) => observer.hasStarted(index));
  let running: number | undefined;
  const receive = (channel: Channel, bytes: Buffer) => {
    if (channel === 'log') log.write(bytes);
    for (const event of observer.push(channel, bytes)) {
      if (event.type === 'waits') {
        isAsked = true;
        if (isPlanned) guest.answerPlan();
      }
      if (event.type === 'start') startTest(event.index);
      if (event.type === 'listens') guest.answer(key);
      if (event.type === 'took' && event.index === running) input.took();
      if (event.type === 'end' && event.index === running) input.end();
      if (event.type === 'shares') shared.begin(folders.memory, event.token, event.runs);
      onEvent(event);
    }
    shared.wake();
  };
  const shared = new SharedOutput(guest, observer, onEvent);
  const input = new TestInput({ input: guest.writeInput, terminal: guest.writeTerminal });
  let tooMuch: TooMuch | undefined;
  const watch = watchDiskUse(
    () => allowances.now(),
    guest.pid,
    (over) => {
      tooMuch = over;
      guest.end();
    },
  );
  // One that waits has run nothing but init.
  if (job.tests.length > 0) watch.begin();
  return {
    ...guest,
    startedAt: kernel.startedAt,
    spokeAt: kernel.spokeAt,
    give(tests, { isLast, settings }) {
      const words = given.add(tests, settings);
      given.expectIn(observer);
      // Whoever gives them hears of its end a little later. They have not been started, as any that it had not come to.
      if (isGone) return;
      const isSeen = look() === seen;
      ahead = isLast ? [] : expected();
      writePlan(folders, encodeWork({ key, tests: words, isLast, isSeen, next: ahead[0] ?? '' }));
      guest.answerPlan();
      seen = look();
      watch.begin();
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

  function givePlan(bytes: Buffer): void {
    writePlan(folders, bytes);
    isPlanned = true;
    if (isAsked) guest.answerPlan();
  }

  function givePlanLate(bytes: Buffer): void {
    if (isGone) return;
    failure = failureOf(() => givePlan(bytes));
    if (failure) guest.end();
  }

  function startTest(index: number): void {
    running = index;
    allowances.startTest();
    const { input: text } = given.at(index);
    if (text !== '') input.begin(text);
  }

  async function conclude(): Promise<SessionEnd> {
    try {
      // Whoever started the session has it by then.
      await undefined;
      kernel.listen(receive);
      if (failure) guest.end();
      const ended = await guest.ended;
      isGone = true;
      if (failure) throw cannotStart(failure.cause);
      input.end();
      shared.finish();
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
      watch.end();
      log.close();
      shared.close();
      await kernel.remove();
    }
  }
}

/** Bytes of a guest's console that are kept by default. */
const defaultLogLimit = 64 << 20;

/** Of what a guest knows from the moment on at which it makes things ahead; all else it reads when it is looked at. */
function stampsOf(paths: readonly string[]): string {
  return paths.map(stampOrGone).join(' ');
}

/** The boot plan of a guest whose kernel boots meanwhile. */
function planOf(
  { kernel, settings }: SessionJob,
  { artifacts, changes, link }: StartedKernel,
  given: Omit<BootPlan, 'steps' | 'user'>,
): Buffer {
  const steps: Step[] = [
    // The host's: a guest has no devices whose timing is random, and getrandom(2) would wait for minutes.
    { do: 'entropy', bytes: randomBytes(64) },
    // Before init begins to watch the root for changes.
    ...(artifacts?.steps ?? []),
    ...(changes?.steps ?? []),
    ...layoutModules(kernel, settings.steps),
    ...settings.steps,
    ...modulesSteps(kernel),
    // After IPv6, where that is a module.
    ...(link ? [{ do: 'network' as const, link }] : []),
  ];
  return encodeBootPlan({ ...given, steps, user: settings.defaults.user });
}

/** @returns what it throws, if it does */
function failureOf(work: () => void): { cause: unknown } | undefined {
  try {
    work();
    return undefined;
  } catch (cause) {
    return { cause };
  }
}
