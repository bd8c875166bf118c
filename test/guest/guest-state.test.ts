/**
 * The races of a guest at work, as tables: what is heard in which order, and what becomes of it. No guest runs here.
 */
import { describe, expect, test } from 'vitest';
import type { ConsoleEvent, Observation } from '../../src/console/observer.ts';
import {
  type GuestEffect,
  type GuestInput,
  type GuestState,
  type GuestWork,
  newGuest,
  nextGuestState,
  type TooMuch,
} from '../../src/guest/guest-state.ts';

const work: GuestWork = { release: '6.1', testTimeouts: [2, 3, 0], bootTimeout: 60 };
const nothing: Observation = { splats: [], log: [] };
const exited: Observation = { ...nothing, end: { how: 'exit', code: 0 }, seconds: 0.5 };
const splat = { kind: 'warning', title: 'WARNING: x', trace: [], taints: true } as const;

const hello: ConsoleEvent = { type: 'hello', release: '6.1' };
const start = (index: number): ConsoleEvent => ({ type: 'start', index });
const end = (index: number, observation = exited): ConsoleEvent => ({ type: 'end', index, observation });
const bytes = (index: number): ConsoleEvent => ({ type: 'bytes', index, stream: 'stdout', bytes: Buffer.from('x') });
const dumped = (index: number): ConsoleEvent => ({ type: 'state', index });
const timeUp: GuestInput = { type: 'time-up' };
const stop: GuestInput = { type: 'stop' };
const gone = (code?: number, tooMuch?: TooMuch): GuestInput => ({
  type: 'gone',
  end: code === undefined ? { by: 'us' } : { by: 'itself', code },
  // A test that has not ended on all channels may still have an end on one of them.
  observed: () => ({ ...nothing, end: { how: 'exit', code: 0 }, seconds: 9, panic: 'seen' }),
  ...(tooMuch !== undefined && { tooMuch }),
});

/** One input a second, the first at 1. */
function run(inputs: GuestInput[]): { state: GuestState; told: string[] } {
  let state = newGuest;
  const told: string[] = [];
  for (const [at, input] of inputs.entries()) {
    const before = structuredClone({ ...state, phase: state.phase });
    const [next, effects] = nextGuestState(state, input, work, at + 1);
    expect(state).toEqual(before);
    state = next;
    told.push(...effects.map(inWords));
  }
  return { state, told };
}

function inWords(effect: GuestEffect): string {
  if (effect.do === 'set-clock') return `clock ${effect.seconds}`;
  if (effect.do !== 'emit') return effect.do;
  const { event } = effect;
  switch (event.type) {
    case 'booted':
      return `booted after ${event.seconds}`;
    case 'read-only':
    case 'ready':
      return event.type;
    case 'started':
    case 'runs':
      return `${event.index} ${event.type}`;
    case 'bytes':
      return `${event.index} wrote`;
    case 'ended': {
      const { noExit, observation } = event.outcome;
      if (!noExit) return `${event.index} ended after ${event.seconds}`;
      // Whatever is told without an end has none, though one channel may have had it.
      expect(observation).toEqual({ ...nothing, panic: 'seen' });
      return `${event.index} ${noExit.cause} after ${event.seconds}${noExit.cause === 'timeout' ? '' : `: ${noExit.how}`}`;
    }
  }
}

describe('what happens', () => {
  test.each<[string, GuestInput[], string[]]>([
    [
      'two tests, one after another',
      [hello, start(0), bytes(0), end(0), start(1), end(1), { type: 'bye', why: 'done' }, gone(0)],
      [
        'booted after 1',
        'clock 2',
        '0 started',
        '0 wrote',
        'clock 60',
        '0 ended after 0.5',
        'clock 3',
        '1 started',
        'clock 60',
        '1 ended after 0.5',
        'clock 60',
        'stop-clock',
      ],
    ],
    [
      'bytes are heard before their start',
      [hello, bytes(0), start(0)],
      ['booted after 1', '0 wrote', 'clock 2', '0 started'],
    ],
    [
      'the next one starts before the last bytes of the one before: its clock goes on',
      [hello, start(0), start(1), end(0)],
      ['booted after 1', 'clock 2', '0 started', 'clock 3', '1 started', '0 ended after 0.5'],
    ],
    [
      'a test without a limit has no clock',
      [hello, start(2), end(2, { ...nothing, end: { how: 'exit', code: 0 } })],
      ['booted after 1', 'stop-clock', '2 started', 'clock 60', '2 ended after 1'],
    ],
    [
      'a test is late: its threads are asked for, then the guest ends',
      [hello, start(0), timeUp, bytes(0), dumped(0), bytes(0), bytes(1), gone()],
      [
        'booted after 1',
        'clock 2',
        '0 started',
        'clock 2',
        'dump-threads',
        '0 wrote',
        'end-guest',
        '0 wrote',
        'stop-clock',
        '0 timeout after 2',
      ],
    ],
    [
      'a late test whose threads are not told',
      [hello, start(0), timeUp, timeUp, gone()],
      [
        'booted after 1',
        'clock 2',
        '0 started',
        'clock 2',
        'dump-threads',
        'end-guest',
        'stop-clock',
        '0 timeout after 2',
      ],
    ],
    [
      'an end after the time was up is none',
      [hello, start(0), timeUp, end(0), gone()],
      ['booted after 1', 'clock 2', '0 started', 'clock 2', 'dump-threads', 'stop-clock', '0 timeout after 2'],
    ],
    [
      'the end of the one before, while the next is late, is its end; the late one alone is blamed',
      [hello, start(0), start(1), timeUp, end(0), timeUp, gone()],
      [
        'booted after 1',
        'clock 2',
        '0 started',
        'clock 3',
        '1 started',
        'clock 2',
        'dump-threads',
        '0 ended after 0.5',
        'end-guest',
        'stop-clock',
        '1 timeout after 3',
      ],
    ],
    [
      'the guest dies while a test runs',
      [hello, start(0), gone(134)],
      [
        'booted after 1',
        'clock 2',
        '0 started',
        'stop-clock',
        "0 guest-died after 1: the guest's kernel ended with code 134",
      ],
    ],
    [
      'the guest dies between two tests: nobody is blamed',
      [hello, start(0), end(0), gone(1)],
      expect.not.arrayContaining([expect.stringContaining('died')]),
    ],
    [
      'the kernel is asked to end from outside',
      [hello, start(0), gone(1)],
      expect.arrayContaining([expect.stringMatching(/^0 environment after 1: .*SIGTERM/)]),
    ],
    [
      'the guest has written too much',
      [hello, start(0), gone(undefined, { problem: 'it wrote' })],
      expect.arrayContaining([expect.stringMatching(/^0 guest-died after 1: the guest was ended: it wrote$/)]),
    ],
    [
      'the test has written too much',
      [hello, start(0), gone(undefined, { problem: 'it wrote', test: 0 })],
      expect.arrayContaining([expect.stringMatching(/^0 guest-died/)]),
    ],
    [
      'the one before has written too much: the next had no turn',
      [hello, start(0), end(0), start(1), gone(undefined, { problem: 'it wrote', test: 0 })],
      expect.not.arrayContaining([expect.stringContaining('died')]),
    ],
    [
      'a splat ends the guest, and what follows it counts for nothing',
      [hello, start(0), end(0, { ...exited, splats: [{ ...splat, trace: [] }] }), start(1), bytes(1), end(1), gone()],
      ['booted after 1', 'clock 2', '0 started', '0 ended after 0.5', 'stop-clock', 'end-guest', 'stop-clock'],
    ],
    [
      'it is stopped while a test runs: the test had no turn',
      [hello, start(0), stop, stop, end(0), timeUp, gone()],
      ['booted after 1', 'clock 2', '0 started', 'stop-clock', 'end-guest', 'stop-clock'],
    ],
    [
      'another kernel answers',
      [{ type: 'hello', release: '6.6' }, start(0), gone()],
      ['stop-clock', 'end-guest', 'stop-clock'],
    ],
    ['nobody answers', [timeUp, hello, gone()], ['stop-clock', 'end-guest', 'stop-clock']],
    ['nothing is heard after the end', [gone(0), hello, start(0), timeUp, stop], ['stop-clock']],
  ])('%s', (_, inputs, wanted) => {
    expect(run(inputs).told).toEqual(wanted);
  });
});

test.each<[GuestInput[], string | undefined]>([
  [[timeUp], 'no sign of life from the guest within 60 s'],
  [[{ type: 'problem', errno: 28, what: 'mount /tmp' }, gone(1)], 'init could not mount /tmp'],
  [[hello, timeUp], 'init was not done within 60 s'],
  [[{ type: 'hello', release: '6.6' }], 'the guest runs Linux 6.6, not 6.1'],
  [[hello, start(0), gone(1)], undefined],
])('why a guest was of no use: %j', (inputs, wanted) => {
  const { problem } = run(inputs).state;
  if (wanted === undefined) expect(problem).toBeUndefined();
  else expect(problem).toContain(wanted);
});

test('however inputs are ordered, each test has at most one end, and none after the guest', () => {
  const inputs: GuestInput[] = [hello, start(0), end(0), start(1), timeUp, end(1), stop, dumped(1), gone(3)];
  const isPossible = (order: GuestInput[]) =>
    [0, 1].every((index) => order.indexOf(inputs[index * 2 + 1]!) < order.indexOf(inputs[index === 0 ? 2 : 5]!));
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 0x7fffffff;
    return seed / 0x7fffffff;
  };
  for (let round = 0; round < 2000; round++) {
    const order = inputs
      .map((input) => ({ input, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ input }) => input);
    // The observer tells of no end before the start.
    if (!isPossible(order)) continue;
    const { told } = run(order);
    for (const index of [0, 1])
      expect(told.filter((text) => new RegExp(`^${index} (ended|timeout|guest-died)`).test(text)).length).toBeLessThan(
        2,
      );
    expect(told.lastIndexOf('stop-clock')).toBeGreaterThanOrEqual(
      told.findLastIndex((text) => text.startsWith('clock')),
    );
  }
});
