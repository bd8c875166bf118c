import { describeThread, threadLine } from '../console/thread.ts';
import type { TestOutcome } from '../guest/guest-state.ts';

type Observation = TestOutcome['observation'];

/** What a test's threads did when its time was up, for a message: a few words each. None where nobody could be asked. */
export function doingOf({ threads = [] }: Observation): string[] {
  return threads.map(describeThread);
}

/** The same for a log: a line for each thread with its stack, below one that says what they are. */
export function stateOf({ threads = [] }: Observation): string[] {
  return threads.length > 0 ? ['What it did when its time was up:', ...threads.map(threadLine)] : [];
}
