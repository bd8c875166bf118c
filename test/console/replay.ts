import { splatKinds } from '../../src/config/options.ts';
import { ConsoleObserver, type Observation } from '../../src/console/observer.ts';
import { type Evidence, type Judgement, judge, type Policy } from '../../src/verdict/judge.ts';
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

/** Reads a recording as a guest's run would, and has the judge tell its verdicts. A timeout is one of a second. */
export function replay({ heading, pieces }: Recording, given = policy): Replay {
  const tokens = heading.tests.map(({ token }) => token);
  const observer = new ConsoleObserver(heading.token, tokens);
  const verdicts: Replayed[] = tokens.map(() => null);
  const observations: Observation[] = [];
  const settle = (index: number, observation: Observation, without?: Evidence['without']) => {
    const { verdict, reason, message } = judge({ ...observation, ...(without ? { without } : {}) }, given);
    verdicts[index] = { verdict, reason, message };
    observations[index] = observation;
  };
  const events = pieces.flatMap(({ channel, bytes }) => observer.push(channel, bytes));
  for (const event of [...events, ...observer.finish()])
    if (event.type === 'end') settle(event.index, event.observation);
  const running = observer.running();
  const { ended } = heading;
  if (running !== undefined) {
    const { end: _, seconds: __, ...observation } = observer.observed(running);
    settle(
      running,
      observation,
      ended === 'timeout'
        ? { cause: 'timeout', seconds: 1 }
        : { cause: 'guest-died', how: `the guest's kernel ended with code ${ended}` },
    );
  }
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
