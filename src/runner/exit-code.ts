import type { TestOutcome } from '../guest/guest-state.ts';
import type { OnceReport } from '../guest/run-guest-once.ts';
import { UmlRunError } from '../model/errors.ts';
import { byEndAlone, judge } from '../verdict/judge.ts';

/** Lines of the kernel's log that an error shows. */
const maxLog = 30;

/**
 * The exit code that a shell would report for a program that ran in a guest of its own.
 * @param name of the program, for people
 * @returns its own; 128 and the signal's number when a signal ended it
 * @throws UmlRunError `guest-failed` when its end is not known, with the end of the kernel's log
 */
export function exitCodeOf({ outcome, problem, boot }: OnceReport, name: string): number {
  if (!outcome) throw new UmlRunError('guest-failed', withLog(`${name}: ${problem}`, boot.log));
  const { end, log } = outcome.observation;
  if (end?.how === 'exit') return end.code;
  if (end?.how === 'signal') return 128 + end.number;
  throw new UmlRunError('guest-failed', withLog(`${name}: ${messageOf(outcome)}`, log));
}

function messageOf({ observation, noExit }: TestOutcome): string {
  return judge({ ...observation, noExit }, byEndAlone).message;
}

function withLog(message: string, log: readonly string[]): string {
  return [message, ...log.slice(-maxLog)].join('\n');
}
