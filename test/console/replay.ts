import { ConsoleObserver, type Observation } from '../../src/console/observer.ts';
import type { GuestEnd } from '../../src/guest/guest-process.ts';
import { type GuestInput, type GuestWork, newGuest, nextGuestState } from '../../src/guest/guest-state.ts';
import { splatKinds } from '../../src/model/splat-kinds.ts';
import { type Judgement, judge, type Policy } from '../../src/verdict/judge.ts';
import type { Piece, Recording } from '../support/recording.ts';

export const policy: Policy = { skipExitCodes: [77], failOn: splatKinds };

/** What became of a test: nothing when it did not come to run, and would in a fresh guest. */
export type Replayed = Pick<Judgement, 'verdict' | 'reason' | 'message'> | null;

export interface Replay {
  /** In the order of its tests. */
  verdicts: Replayed[];
  /** What was observed of those that ran. */
  observations: Observation[];
  observer: ConsoleObserver;
}

/** Reads a recording as a guest's run does, and has the judge tell its verdicts. A timeout is one of a second. */
export function replay({ heading, pieces }: Recording, given = policy): Replay {
  const tokens = heading.tests.map(({ token }) => token);
  const observer = new ConsoleObserver(heading.token, tokens);
  const verdicts: Replayed[] = tokens.map(() => null);
  const observations: Observation[] = [];
  const work: GuestWork = { release: '', testTimeouts: tokens.map(() => 1), bootTimeout: 1 };
  let state = newGuest;

  function hear(input: GuestInput): void {
    const [next, effects] = nextGuestState(state, input, work, 0);
    state = next;
    for (const effect of effects) {
      if (effect.do !== 'emit' || effect.event.type !== 'ended') continue;
      const { index, outcome } = effect.event;
      const { verdict, reason, message } = judge({ ...outcome.observation, noExit: outcome.noExit }, given);
      verdicts[index] = { verdict, reason, message };
      observations[index] = outcome.observation;
    }
    // A run goes on in a fresh guest after a splat; a recording goes on as if it were that one.
    if (state.phase.name === 'ending' && state.phase.why === 'splat') state = { ...state, phase: { name: 'idle' } };
  }

  for (const { channel, bytes } of pieces) for (const event of observer.push(channel, bytes)) hear(event);
  const { ended } = heading;
  if (ended === 'timeout') hear({ type: 'time-up' });
  for (const event of observer.finish()) hear(event);
  const end: GuestEnd = ended === 'timeout' ? { by: 'us' } : { by: 'itself', code: ended };
  hear({ type: 'gone', end, observed: (index) => observer.observed(index) });
  return { verdicts, observations, observer };
}

/** The first bytes of a recording, whatever channel they are of. */
export function cut({ heading, pieces }: Recording, length: number): Recording {
  const kept: Piece[] = [];
  let left = length;
  for (const { channel, bytes } of pieces) {
    if (left <= 0) break;
    kept.push({ channel, bytes: bytes.subarray(0, left) });
    left -= bytes.length;
  }
  return { heading, pieces: kept };
}

export function lengthOf({ pieces }: Recording): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
