import type { TestOutcome } from '../guest/guest-state.ts';
import type { GuestStart } from '../model/results.ts';

/** Why there is a guest. */
export interface StartReason extends GuestStart {
  /** An option asks for it, or a verdict shows why it is needed. */
  isExpected: boolean;
}

/** Why a guest is given up, when a test is why. */
export type Loss = Pick<StartReason, 'why' | 'isExpected'>;

export const firstOfKernel: StartReason = { after: null, why: 'the first guest of its kernel', isExpected: true };
export const besideOthers: StartReason = { after: null, why: 'tests run side by side', isExpected: true };

const ownGuest = 'each test has a guest of its own';

/** What a guest has left to do, and how it ended. */
export interface EndedGuest {
  /** The test that finished last in it. */
  last: string | null;
  loss: Loss | undefined;
  /** A test ran in it. */
  hasRun: boolean;
  /** It was for a single test. */
  isAlone: boolean;
  /** How many of its tests have no result. */
  left: number;
  /** It has taken as many as it may, and there are others. */
  isFull: boolean;
  /** It has run all that there was for it. */
  isDone: boolean;
  problem: string;
  /** Why init ended early, in its own words, when it did. */
  leftEarly: string | undefined;
}

/** Why another guest is started after that one. */
export function reasonForNext({ last: after, loss, ...guest }: EndedGuest): StartReason {
  if (!guest.hasRun) return { after, why: `no test ran in it: ${guest.problem}`, isExpected: false };
  if (guest.isAlone && guest.left === 0) return { after, why: ownGuest, isExpected: true };
  if (loss) return { after, ...loss };
  if (guest.isDone && guest.isFull)
    return { after, why: 'it has run as many tests as one guest may', isExpected: true };
  if (guest.isDone) return { after, why: 'tests that did not pass run again', isExpected: true };
  const { leftEarly } = guest;
  if (leftEarly === undefined) return { after, why: guest.problem, isExpected: false };
  if (leftEarly === 'changed ?') return { after, why: 'what its test has changed is not known', isExpected: true };
  const what = leftEarly.startsWith('changed ') ? `: ${leftEarly.slice('changed '.length)}` : '';
  return { after, why: `${after} changed what others would find in it${what}`, isExpected: false };
}

/** Why a guest is given up after a test, when the test's end is why. */
export function lossBy(test: string, { observation, noExit }: TestOutcome): Loss | undefined {
  const why = whyLost(test, observation, noExit);
  return why === undefined ? undefined : { why, isExpected: true };
}

function whyLost(
  test: string,
  { splats }: TestOutcome['observation'],
  noExit: TestOutcome['noExit'],
): string | undefined {
  if (noExit?.cause === 'timeout') return `${test} was still running after ${noExit.seconds} s`;
  if (noExit) return `it died while ${test} ran: ${noExit.how}`;
  return splats.length > 0 ? `its kernel complained while ${test} ran` : undefined;
}
