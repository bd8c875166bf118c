/** What the pool decides, as tables: what happens in which order, and what it does. No guest runs here. */
import { expect, test } from 'vitest';
import {
  emptyPool,
  nextPoolState,
  type PoolEffect,
  type PoolInput,
  type PoolLimits,
  type PoolState,
} from '../../src/warm/pool-state.ts';

const start: PoolInput = { type: 'start' };
const end: PoolInput = { type: 'end' };
const call = (id: number, stage = 0): PoolInput => ({ type: 'call', id, stage });
const callGone = (id: number): PoolInput => ({ type: 'call-gone', id });
const ready = (guest: number): PoolInput => ({ type: 'ready', guest });
const used = (guest: number): PoolInput => ({ type: 'used', guest });
const gone = (guest: number): PoolInput => ({ type: 'gone', guest, why: 'it died' });

/** Runs inputs; says what each of them led to. */
function run(inputs: PoolInput[], limits: PoolLimits): { state: PoolState; did: string[] } {
  let state = emptyPool;
  const did: string[] = [];
  for (const input of inputs) {
    const [next, effects] = nextPoolState(state, input, limits);
    state = next;
    did.push(effects.map(inWords).join(', '));
  }
  return { state, did };
}

function inWords(effect: PoolEffect): string {
  switch (effect.do) {
    case 'boot':
      return effect.stage === 0 ? `boot ${effect.guest}` : `boot ${effect.guest} for stage ${effect.stage}`;
    case 'hand':
      return `call ${effect.call} gets ${effect.guest}`;
    case 'refuse':
      return `refuse call ${effect.call}: ${effect.why}`;
    case 'stop':
      return `stop ${effect.guest}`;
  }
}

const two = { jobs: 2, boots: 2 };
const one = { jobs: 1, boots: 2 };
const many = { jobs: 1000, boots: 2 };

const tables: [name: string, limits: PoolLimits, steps: [PoolInput, did: string][]][] = [
  [
    'guests are booted ahead, and one that was used is replaced',
    two,
    [
      [start, 'boot 0, boot 1'],
      [ready(0), ''],
      [ready(1), ''],
      [call(0), 'call 0 gets 0'],
      [used(0), 'boot 2'],
      [gone(0), ''],
    ],
  ],
  [
    'one that dies while a call has it is replaced',
    two,
    [
      [start, 'boot 0, boot 1'],
      [ready(0), ''],
      [call(0), 'call 0 gets 0'],
      [gone(0), 'boot 2'],
    ],
  ],
  [
    'one is always ready, also while as many run as may',
    one,
    [
      [start, 'boot 0'],
      [ready(0), ''],
      [call(0), 'call 0 gets 0, boot 1'],
      [ready(1), ''],
      [call(1), ''],
      [used(0), 'call 1 gets 1, boot 2'],
      [gone(0), ''],
    ],
  ],
  [
    'a guest that is shared runs one call after another',
    one,
    [
      [start, 'boot 0'],
      [ready(0), ''],
      [call(0), 'call 0 gets 0, boot 1'],
      [call(1), ''],
      [ready(0), 'call 1 gets 0'],
      [ready(1), ''],
      [ready(0), ''],
      [call(2), 'call 2 gets 0'],
    ],
  ],
  [
    'calls get guests in the order in which they came',
    two,
    [
      [start, 'boot 0, boot 1'],
      [call(7), ''],
      [call(3), ''],
      [call(5), ''],
      [callGone(3), ''],
      [ready(1), 'call 7 gets 1'],
      [ready(0), 'call 5 gets 0, boot 2'],
    ],
  ],
  [
    'a boot that fails is told to all that wait, and is not repeated without end',
    two,
    [
      [start, 'boot 0, boot 1'],
      [call(0), ''],
      [call(1), ''],
      [gone(0), 'refuse call 0: it died, refuse call 1: it died, boot 2'],
      [gone(1), 'boot 3'],
      [gone(2), ''],
      [gone(3), ''],
      [call(2), 'boot 4'],
      [gone(4), 'refuse call 2: it died'],
      [call(3), 'boot 5'],
      [ready(5), 'call 3 gets 5, boot 6'],
      [gone(5), 'boot 7'],
    ],
  ],
  [
    'a guest that dies while it waits is replaced, until it is of no use',
    one,
    [
      [start, 'boot 0'],
      [ready(0), ''],
      [gone(0), 'boot 1'],
      [ready(1), ''],
      [gone(1), 'boot 2'],
      [ready(2), ''],
      [gone(2), ''],
      [call(0), 'boot 3'],
      [ready(3), 'call 0 gets 3, boot 4'],
    ],
  ],
  [
    'a call that needs more gets a guest of its stage, and guests of the stage before give way',
    two,
    [
      [start, 'boot 0, boot 1'],
      [ready(0), ''],
      [ready(1), ''],
      [call(0, 1), 'stop 0, stop 1, boot 2 for stage 1, boot 3 for stage 1'],
      [call(1, 0), ''],
      [gone(0), ''],
      [ready(2), 'call 0 gets 2'],
      [ready(3), 'call 1 gets 3, boot 4 for stage 1'],
    ],
  ],
  [
    'a call that an older guest fits is not held up by one that it does not fit',
    two,
    [
      [start, 'boot 0, boot 1'],
      [call(0, 1), ''],
      [call(1, 0), ''],
      [ready(0), 'call 1 gets 0, boot 2 for stage 1'],
      [ready(1), 'stop 1'],
      [ready(2), 'call 0 gets 2, boot 3 for stage 1'],
    ],
  ],
  [
    'few are booted at once, and few wait, however many may run; calls that wait get theirs',
    many,
    [
      [start, 'boot 0, boot 1'],
      [ready(0), ''],
      [ready(1), ''],
      [call(0), 'call 0 gets 0, boot 2'],
      [call(1), 'call 1 gets 1, boot 3'],
      [call(2), ''],
      [call(3), ''],
      [call(4), ''],
      [ready(2), 'call 2 gets 2, boot 4'],
    ],
  ],
  [
    'at its end all are stopped, nobody waits, and none is booted',
    two,
    [
      [start, 'boot 0, boot 1'],
      [call(0), ''],
      [end, 'refuse call 0: the server is ending, stop 0, stop 1'],
      [ready(0), ''],
      [call(1), 'refuse call 1: the server is ending'],
      [gone(0), ''],
      [gone(1), ''],
    ],
  ],
];

test.each(tables)('%s', (_, limits, steps) => {
  const { did } = run(
    steps.map(([input]) => input),
    limits,
  );
  expect(did).toEqual(steps.map(([, what]) => what));
});

test('500 calls at once all get a guest, the first first', () => {
  const calls = Array.from({ length: 500 }, (_, id) => call(id));
  let { state } = run([start, ...calls], two);
  const handed: number[] = [];
  for (let steps = 0; state.calls.length > 0 && steps < 5000; steps++) {
    const { guests } = state;
    const booting = guests.find(({ phase }) => phase === 'booting');
    const input = booting ? ready(booting.id) : gone(guests.find(({ phase }) => phase === 'busy')!.id);
    const [next, effects] = nextPoolState(state, input, two);
    state = next;
    for (const effect of effects) if (effect.do === 'hand') handed.push(effect.call);
    expect(state.guests.filter(({ phase }) => phase === 'busy').length).toBeLessThanOrEqual(2);
  }
  expect(handed).toEqual(calls.map((_, id) => id));
});
