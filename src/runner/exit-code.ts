import type { TestOutcome } from '../guest/guest-state.ts';
import { explain } from '../guest/run-guest.ts';
import type { OnceReport } from '../guest/run-guest-once.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Evidence } from '../verdict/evidence.ts';
import { hintsOf } from '../verdict/hints.ts';
import { byEndAlone, complaintOf, judge } from '../verdict/judge.ts';
import { relevantLog } from '../verdict/relevant-log.ts';
import { type SplatPolicy, sortSplats } from '../verdict/sort-splats.ts';
import { doingOf, stateOf } from './threads-in-words.ts';

/** Lines of the kernel's log that an error shows when the guest is lost. */
const maxLog = 30;
/** Bytes of it that an error shows when the kernel complained. */
const maxComplaint = 64 << 10;

/**
 * The exit code that a shell would report for a program that ran in a guest of its own.
 * @param name of the program, for people
 * @param policy which complaints of the kernel count
 * @returns its own; 128 and the signal's number when a signal ended it
 * @throws UmlRunError with lines of the kernel's log: `kernel-complained` when the kernel did, or may have, while the
 * program ran; `guest-failed` when its end is not known
 */
export function exitCodeOf(report: OnceReport, name: string, policy: SplatPolicy): number {
  const { outcome, boot } = report;
  if (!outcome) throw new UmlRunError('guest-failed', withLog(`${name}: ${explain(report)}`, boot.log.slice(-maxLog)));
  const { observation } = outcome;
  const code = ownCode(observation);
  if (code === undefined)
    throw new UmlRunError('guest-failed', withLog(`${name}: ${messageOf(outcome)}`, logOf(observation)));
  const sorted = sortSplats(observation.splats, observation, policy);
  const complaint = complaintOf(sorted) ?? sorted.undecided;
  if (complaint !== undefined)
    throw new UmlRunError(
      'kernel-complained',
      withLog(`${name}: ${complaint}`, relevantLog(observation, maxComplaint)),
    );
  return code;
}

/**
 * Why a program that has an exit code of its own may have failed, for the user.
 * @param hintFor what is known of the program itself
 * @returns a line; undefined where nothing is known, or it has not failed
 */
export function failureHint(
  { outcome }: OnceReport,
  name: string,
  hintFor: (end: Evidence['end']) => string | undefined,
): string | undefined {
  if (!outcome || ownCode(outcome.observation) === 0) return undefined;
  const { observation } = outcome;
  const { end, hostFault } = observation;
  const hints = hostFault === undefined ? hintsOf({ ...observation, hint: () => hintFor(end) }) : [hostFault];
  return hints.length > 0 ? `${name}: ${hints.join('; ')}` : undefined;
}

function ownCode({ end }: TestOutcome['observation']): number | undefined {
  if (end?.how === 'exit') return end.code;
  return end?.how === 'signal' ? 128 + end.number : undefined;
}

function messageOf({ observation, noExit }: TestOutcome): string {
  return judge({ ...observation, noExit, doing: doingOf(observation) }, byEndAlone).message;
}

function logOf(observation: TestOutcome['observation']): string[] {
  return [...observation.log.slice(-maxLog), ...stateOf(observation)];
}

function withLog(message: string, log: readonly string[]): string {
  return [message, ...log].join('\n');
}
