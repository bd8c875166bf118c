import { constants } from 'node:os';

/**
 * The signal that ended a program under the supervisor, or the supervisor itself.
 * @param code of the supervisor: the program's own, less than 128, or 128 and the number of the signal that ended it
 * @param signal that ended the supervisor
 */
export function signalOfEnd(code: number | null, signal: NodeJS.Signals | null): NodeJS.Signals | undefined {
  const names = Object.keys(constants.signals) as NodeJS.Signals[];
  return signal ?? names.find((name) => constants.signals[name] + 128 === code);
}

/** What a signal did to a process that nobody here has sent it. */
export function endedFromOutside(signal: NodeJS.Signals): string {
  return `was ended by ${signal} from outside uml-run`;
}
