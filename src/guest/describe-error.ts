import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';
import { shortage } from './cannot-start.ts';

/** The message that a user sees, never with a stack trace, and the exit code by the contract of the command. */
export function describeError(error: unknown): { message: string; exitCode: 2 | 3 } {
  return {
    message: withAdvice(error),
    exitCode: error instanceof UmlRunError ? error.exitCode : 3,
  };
}

/** A machine may run out of descriptors or processes anywhere, and not everywhere is it said what to do. */
function withAdvice(error: unknown): string {
  const message = messageOf(error);
  const what = shortage[errnoOf(error instanceof UmlRunError ? error.cause : error) ?? ''];
  return what === undefined || message.includes(what) ? message : `${message}; ${what}`;
}
