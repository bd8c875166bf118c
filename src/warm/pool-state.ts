/**
 * What the pool of warm guests does next, as a pure reducer: each input changes its state and says what to do. `pool.ts`
 * has the guests themselves.
 *
 * Guests are staged with what calls have needed so far. Each time a call needs what no guest has, there is a new stage:
 * stages are numbered, and each has all that those before it have.
 */
export interface PoolState {
  guests: readonly PoolGuest[];
  /** Calls that wait for a guest, the oldest first, and the lowest stage that each can use. */
  calls: readonly { id: number; stage: number }[];
  /** The newest stage; guests are booted ahead with it. */
  stage: number;
  /** Guests that did not get to a call, since the last one that did. */
  losses: number;
  nextGuest: number;
  isEnding: boolean;
}

export interface PoolGuest {
  id: number;
  stage: number;
  /** `leaving`: nobody gets it any more, and it is not gone yet. */
  phase: 'booting' | 'waiting' | 'busy' | 'leaving';
}

export interface PoolLimits {
  /** Calls at once. */
  jobs: number;
  /** Boots at once, and guests that wait while no call does: one a processor, however many calls may run. */
  boots: number;
}

export type PoolInput =
  | { type: 'start' }
  | { type: 'call'; id: number; stage: number }
  /** Its caller is gone, before it had a guest. */
  | { type: 'call-gone'; id: number }
  /** It waits for a call, now or again. */
  | { type: 'ready'; guest: number }
  /** What it ran last has ended, and it gets nothing more. */
  | { type: 'used'; guest: number }
  /** It has ended; `why` in words for the user. */
  | { type: 'gone'; guest: number; why: string }
  | { type: 'end' };

export type PoolEffect =
  | { do: 'boot'; guest: number; stage: number }
  | { do: 'hand'; guest: number; call: number }
  | { do: 'refuse'; call: number; why: string }
  | { do: 'stop'; guest: number };

type Step = [PoolState, PoolEffect[]];

export const emptyPool: PoolState = { guests: [], calls: [], stage: 0, losses: 0, nextGuest: 0, isEnding: false };

/** So many guests are lost before none is booted ahead any more; the next call tries again. */
const mostLosses = 3;

/** What happens now, in the order of the effects. */
export function nextPoolState(state: PoolState, input: PoolInput, limits: PoolLimits): Step {
  const [next, effects] = take(state, input);
  if (next.isEnding) return [next, effects];
  const [handed, hands] = handOut(next, limits);
  const [booted, boots] = bootAhead(handed, limits);
  return [booted, [...effects, ...hands, ...boots]];
}

function take(state: PoolState, input: PoolInput): Step {
  switch (input.type) {
    case 'start':
      return [state, []];
    case 'call':
      return addCall(state, input);
    case 'call-gone':
      return [{ ...state, calls: state.calls.filter(({ id }) => id !== input.id) }, []];
    case 'ready':
      return [withPhase(state, input.guest, 'waiting'), []];
    case 'used':
      return [withPhase(state, input.guest, 'leaving'), []];
    case 'gone':
      return loseGuest(state, input);
    case 'end':
      return end(state);
  }
}

function addCall(state: PoolState, { id, stage }: { id: number; stage: number }): Step {
  if (state.isEnding) return [state, [{ do: 'refuse', call: id, why: ending }]];
  return [{ ...state, calls: [...state.calls, { id, stage }], stage: Math.max(state.stage, stage) }, []];
}

const ending = 'the server is ending';

/** Where one does not boot, the next would not either: calls that wait are told why, and nobody waits for a loop. */
function loseGuest(state: PoolState, { guest, why }: { guest: number; why: string }): Step {
  const lost = state.guests.find(({ id }) => id === guest);
  const next = { ...state, guests: state.guests.filter(({ id }) => id !== guest) };
  if (lost?.phase === 'waiting') return [{ ...next, losses: state.losses + 1 }, []];
  if (lost?.phase !== 'booting') return [next, []];
  const refused = state.calls.filter(({ stage }) => stage <= lost.stage);
  const calls = state.calls.filter(({ stage }) => stage > lost.stage);
  return [{ ...next, calls, losses: state.losses + 1 }, refused.map(({ id }) => ({ do: 'refuse', call: id, why }))];
}

function end(state: PoolState): Step {
  const leaving = state.guests.map((guest): PoolGuest => ({ ...guest, phase: 'leaving' }));
  return [
    { ...state, guests: leaving, calls: [], isEnding: true },
    [
      ...state.calls.map(({ id }): PoolEffect => ({ do: 'refuse', call: id, why: ending })),
      ...state.guests.map(({ id }): PoolEffect => ({ do: 'stop', guest: id })),
    ],
  ];
}

/** Calls get guests in the order in which they came, but for one that none fits yet. */
function handOut(state: PoolState, { jobs }: PoolLimits): Step {
  let next = state;
  const effects: PoolEffect[] = [];
  for (const call of state.calls) {
    if (count(next, 'busy') >= jobs) break;
    const guest = next.guests.find(({ phase, stage }) => phase === 'waiting' && stage >= call.stage);
    if (!guest) continue;
    next = { ...withPhase(next, guest.id, 'busy'), losses: 0, calls: next.calls.filter(({ id }) => id !== call.id) };
    effects.push({ do: 'hand', guest: guest.id, call: call.id });
  }
  return [next, effects];
}

/**
 * As many guests are booted or wait as calls may begin at once, and at least one; while fewer calls wait, at most one a
 * processor. Those of an earlier stage give way. After too many losses, only as many as calls wait for.
 */
function bootAhead(state: PoolState, { jobs, boots }: PoolLimits): Step {
  const mayBegin = Math.min(jobs - count(state, 'busy'), Math.max(boots, state.calls.length));
  const wanted = state.losses < mostLosses ? Math.max(1, mayBegin) : Math.min(state.calls.length, mayBegin);
  const old = state.guests.filter(({ phase, stage }) => phase === 'waiting' && stage < state.stage);
  const fitting = state.guests.filter(({ phase, stage }) => isAhead(phase) && stage === state.stage).length;
  const room = Math.min(wanted - fitting, boots - count(state, 'booting'));
  const ids = Array.from({ length: Math.max(0, room) }, (_, index) => state.nextGuest + index);
  const booted = ids.map((id): PoolGuest => ({ id, stage: state.stage, phase: 'booting' }));
  const given = old.slice(0, Math.max(0, old.length + fitting + ids.length - wanted));
  const kept = state.guests.map((guest): PoolGuest => (given.includes(guest) ? { ...guest, phase: 'leaving' } : guest));
  return [
    { ...state, guests: [...kept, ...booted], nextGuest: state.nextGuest + ids.length },
    [
      ...given.map(({ id }): PoolEffect => ({ do: 'stop', guest: id })),
      ...booted.map(({ id, stage }): PoolEffect => ({ do: 'boot', guest: id, stage })),
    ],
  ];
}

/** Whether it may still get a call. */
export function isAhead(phase: PoolGuest['phase']): boolean {
  return phase === 'booting' || phase === 'waiting';
}

/** How many guests are in a phase. */
export function count({ guests }: PoolState, phase: PoolGuest['phase']): number {
  return guests.filter((guest) => guest.phase === phase).length;
}

/** One that leaves stays one that leaves. */
function withPhase(state: PoolState, id: number, phase: PoolGuest['phase']): PoolState {
  const guests = state.guests.map((guest) =>
    guest.id === id && guest.phase !== 'leaving' ? { ...guest, phase } : guest,
  );
  return { ...state, guests };
}
