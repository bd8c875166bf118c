import { initProblem } from '../console/init-problem.ts';
import type { ConsoleEvent, Observation } from '../console/observer.ts';
import type { Allowance } from './disk-use.ts';
import type { GuestEnd } from './guest-process.ts';

/**
 * A guest at work, as a pure reducer: each input changes its state and says what to do next. The clock, the process and
 * the files are in `run-guest.ts`, so every race between a test's end, its time limit and the guest's own end can be
 * tested from a recorded console.
 */
export interface GuestState {
  phase: Phase;
  /**
   * Tests that have started and not ended, the oldest first, and when they started. There may be two: the channels
   * arrive in no order among each other, so a test's start can arrive before the last bytes of the test before it.
   */
  open: readonly { index: number; at: number }[];
  /** Init waits for more, and has said so before the last bytes of its tests arrived. */
  isReady?: true;
  /** Seconds until init's first word, be it that it waits for its boot plan; missing until then. */
  bootSeconds?: number;
  /** Why it cannot be used, for the user. */
  problem?: string;
  /** The last word of init: `done` when it has run everything it was given. */
  farewell?: string;
}

/** Why a guest was ended which wrote too much into its folders on the host; `problem` is in words for the user. */
export type TooMuch = Pick<Allowance, 'problem' | 'test'>;

export type Phase =
  | { name: 'booting' }
  /** Before the first test, between two, or after the last. */
  | { name: 'idle' }
  /** Whatever it was given has ended, and it waits for more, however long. */
  | { name: 'waiting' }
  | { name: 'running'; index: number }
  /** The test's time is up; init was asked what its threads do. */
  | { name: 'late'; index: number }
  /** It is being ended. Nothing that its tests do now counts, except the last bytes of one that was late. */
  | { name: 'ending'; why: 'splat' | 'stopped' | 'silent' | 'wrong-release' }
  | { name: 'ending'; why: 'late'; index: number }
  | { name: 'gone' };

/** What a guest is given to do. Limits are in seconds; 0 is none. */
export interface GuestWork {
  /** What its kernel has to be; empty for any. */
  release: string;
  testTimeouts: readonly number[];
  bootTimeout: number;
  /** The kernel has no management console, so init cannot be asked what a late test does. */
  lacksConsole?: boolean;
}

export type GuestInput =
  | ConsoleEvent
  /** The runner has given it more tests, once it was ready; their limits are in the work by now. */
  | { type: 'given' }
  | { type: 'time-up' }
  /** The runner has no more use for it. */
  | { type: 'stop' }
  /** None of its processes is left, and all of its output has arrived. */
  | { type: 'gone'; end: GuestEnd; observed(index: number): Observation; tooMuch?: TooMuch };

export type GuestEffect =
  /** Replaces the clock that was set before. */
  | { do: 'set-clock'; seconds: number }
  | { do: 'stop-clock' }
  | { do: 'dump-threads' }
  | { do: 'end-guest' }
  | { do: 'emit'; event: GuestEvent };

/** What happens in a guest. Tests are named by their index in the work. */
export type GuestEvent =
  | { type: 'booted'; seconds: number }
  /** The folder that tests start in cannot be written to: the kernel has no layer for it, and a copy would be too large. */
  | { type: 'read-only' }
  /** It waits for more tests. */
  | { type: 'ready' }
  | { type: 'started'; index: number }
  /** It was asked, and this test's program runs. */
  | { type: 'runs'; index: number }
  /** The bytes hold until whoever takes the event returns. */
  | { type: 'bytes'; index: number; stream: 'stdout' | 'stderr'; bytes: Buffer }
  | { type: 'ended'; index: number; outcome: TestOutcome; seconds: number };

/** What was observed of a test, and if it did not end by itself, why. */
export interface TestOutcome {
  observation: Observation;
  noExit?: NoExit;
}

export type NoExit =
  /** `unseen`: nobody could be asked what its threads did. */
  { cause: 'timeout'; seconds: number; unseen?: true } | { cause: 'guest-died' | 'environment'; how: string };

/** How many seconds init has to report what the threads of a late test do. */
const dumpSeconds = 2;

export const newGuest: GuestState = { phase: { name: 'booting' }, open: [] };

type Step = [GuestState, GuestEffect[]];

/** @param now seconds since the guest was started */
export function nextGuestState(state: GuestState, input: GuestInput, work: GuestWork, now: number): Step {
  const { phase } = state;
  if (input.type === 'gone') return gone(state, input, work, now);
  if (phase.name === 'gone') return [state, []];
  if (phase.name === 'ending') return [state, lastBytes(phase, input)];
  if (input.type === 'stop') return ending(state, 'stopped');
  if (input.type === 'time-up') return timeUp(state, work);
  if (phase.name === 'late') {
    if (input.type === 'state') return late(state, phase.index);
    // The last bytes of the test before may come this late: it has ended all the same.
    if (input.type === 'end' && input.index !== phase.index) return endedBefore(state, input, now);
    return [state, lastBytes(phase, input)];
  }
  if (input.type === 'given') return [{ ...state, phase: { name: 'idle' } }, [setClock(work.bootTimeout)]];
  return onConsoleEvent(state, input, work, now);
}

function onConsoleEvent(state: GuestState, event: ConsoleEvent, work: GuestWork, now: number): Step {
  switch (event.type) {
    case 'waits':
      return [{ ...state, bootSeconds: now }, []];
    case 'hello':
      return greeted(state, event.release, work, now);
    case 'problem':
      return [{ ...state, problem: initProblem(event.what, event.errno) }, []];
    case 'read-only':
      return [state, [emit(event)]];
    case 'ready':
      return whenReady({ ...state, isReady: true });
    case 'start':
      return started(state, event.index, work, now);
    case 'bytes':
      return [state, [emit(event)]];
    case 'end':
      return ended(state, event.index, event.observation, work, now);
    case 'bye':
      return [{ ...state, farewell: event.why }, [{ do: 'set-clock', seconds: work.bootTimeout }]];
    case 'state':
      return [state, [emit({ type: 'runs', index: event.index })]];
    case 'listens':
    case 'took':
    case 'shares':
      return [state, []];
  }
}

function greeted(state: GuestState, release: string, work: GuestWork, now: number): Step {
  if (state.phase.name !== 'booting') return [state, []];
  if (work.release !== '' && release !== work.release)
    return ending({ ...state, problem: `the guest runs Linux ${release}, not ${work.release}` }, 'wrong-release');
  const { bootSeconds: seconds = now } = state;
  return [{ ...state, phase: { name: 'idle' }, bootSeconds: seconds }, [emit({ type: 'booted', seconds })]];
}

function started(state: GuestState, index: number, work: GuestWork, now: number): Step {
  const clock = setClock(work.testTimeouts[index] ?? 0);
  const open = [...state.open, { index, at: now }];
  return [{ ...state, phase: { name: 'running', index }, open }, [clock, emit({ type: 'started', index })]];
}

function ended(state: GuestState, index: number, observation: Observation, work: GuestWork, now: number): Step {
  const [rest, event] = close(state, index, { observation }, observation.seconds, now);
  // A kernel may report a splat only once, or be broken by it: the other tests get a fresh one.
  if (observation.splats.length > 0) {
    const [after, effects] = ending(rest, 'splat');
    return [after, [emit(event), ...effects]];
  }
  // The clock of a test that has started meanwhile goes on.
  if (state.phase.name !== 'running' || state.phase.index !== index) return [rest, [emit(event)]];
  const [after, effects] = whenReady({ ...rest, phase: { name: 'idle' } });
  return [after, [setClock(work.bootTimeout), emit(event), ...effects]];
}

/** A guest is ready when the last bytes of its tests have arrived, too. */
function whenReady({ isReady, ...state }: GuestState): Step {
  if (!isReady || state.open.length > 0) return [isReady ? { ...state, isReady } : state, []];
  return [{ ...state, phase: { name: 'waiting' } }, [{ do: 'stop-clock' }, emit({ type: 'ready' })]];
}

function endedBefore(state: GuestState, event: Extract<ConsoleEvent, { type: 'end' }>, now: number): Step {
  const { index, observation } = event;
  const [rest, ended] = close(state, index, { observation }, observation.seconds, now);
  return [rest, [emit(ended)]];
}

function timeUp(state: GuestState, work: GuestWork): Step {
  const { phase } = state;
  if (phase.name === 'late') return late(state, phase.index);
  const index = phase.name === 'running' ? phase.index : state.open[0]?.index;
  if (index !== undefined)
    return [{ ...state, phase: { name: 'late', index } }, [setClock(dumpSeconds), { do: 'dump-threads' }]];
  const silence = `no sign of life from the guest within ${work.bootTimeout} s`;
  const unfinished = `init was not done within ${work.bootTimeout} s`;
  const problem = state.problem ?? (phase.name === 'booting' ? silence : unfinished);
  return ending({ ...state, problem }, 'silent');
}

/** The guest is gone. What was observed of the test that was running is all that can be judged. */
function gone(state: GuestState, input: Extract<GuestInput, { type: 'gone' }>, work: GuestWork, now: number): Step {
  const after: GuestState = { ...state, phase: { name: 'gone' }, open: [] };
  const stop: GuestEffect = { do: 'stop-clock' };
  const { phase } = state;
  const lateIndex =
    phase.name === 'late' || (phase.name === 'ending' && phase.why === 'late') ? phase.index : undefined;
  const index = lateIndex ?? (phase.name === 'ending' ? undefined : state.open[0]?.index);
  if (index === undefined) return [after, [stop]];
  // A test that has ended since is why: the one that runs now is not to blame, and has its turn in the next guest.
  const { test = index } = input.tooMuch ?? {};
  if (lateIndex === undefined && test !== index) return [after, [stop]];
  const { end: _, seconds: __, ...observation } = input.observed(index);
  const timeout = work.testTimeouts[index] ?? 0;
  const noExit: NoExit = lateIndex === undefined ? whyNoExit(input) : timeoutOf(timeout, work);
  const seconds = lateIndex === undefined ? undefined : timeout;
  const [, event] = close(state, index, { observation, noExit }, seconds, now);
  return [after, [stop, emit(event)]];
}

function timeoutOf(seconds: number, { lacksConsole }: GuestWork): NoExit {
  return { cause: 'timeout', seconds, ...(lacksConsole && { unseen: true }) };
}

function whyNoExit({ end, tooMuch }: Extract<GuestInput, { type: 'gone' }>): NoExit {
  if (tooMuch !== undefined) return { cause: 'guest-died', how: `the guest was ended: ${tooMuch.problem}` };
  if (end.by === 'itself' && end.code === askedToEnd) return { cause: 'environment', how: asked };
  return { cause: end.by === 'machine' ? 'environment' : 'guest-died', how: describeGuestEnd(end) };
}

/** What a kernel that runs ends with after these signals. Otherwise only root chooses that code (/proc/exitcode). */
const askedToEnd = 1;
const asked = "the guest's kernel was asked to end from outside uml-run (SIGTERM, SIGINT or SIGHUP)";

/** How a guest's processes ended, in words. */
export function describeGuestEnd(end: GuestEnd): string {
  if (end.by === 'us') return 'the guest was ended';
  if (end.by === 'machine') return end.how;
  return end.code === 0 ? 'the guest halted' : `the guest's kernel ended with code ${end.code}`;
}

function late(state: GuestState, index: number): Step {
  return [{ ...state, phase: { name: 'ending', why: 'late', index } }, [{ do: 'end-guest' }]];
}

function ending(state: GuestState, why: 'splat' | 'stopped' | 'silent' | 'wrong-release'): Step {
  return [{ ...state, phase: { name: 'ending', why } }, [{ do: 'stop-clock' }, { do: 'end-guest' }]];
}

/** What a late test writes until its guest is gone is still its own. */
function lastBytes(phase: Phase, input: GuestInput): GuestEffect[] {
  return input.type === 'bytes' && 'index' in phase && phase.index === input.index ? [emit(input)] : [];
}

function close(
  state: GuestState,
  index: number,
  outcome: TestOutcome,
  seconds: number | undefined,
  now: number,
): [GuestState, GuestEvent] {
  const startedAt = state.open.find((test) => test.index === index)?.at ?? now;
  const open = state.open.filter((test) => test.index !== index);
  return [
    { ...state, open },
    { type: 'ended', index, outcome, seconds: seconds ?? now - startedAt },
  ];
}

function setClock(seconds: number): GuestEffect {
  return seconds > 0 ? { do: 'set-clock', seconds } : { do: 'stop-clock' };
}

function emit(event: GuestEvent): GuestEffect {
  return { do: 'emit', event };
}
