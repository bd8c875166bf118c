import { messageOf, UmlRunError } from '../model/errors.ts';

/** The message that a user sees, never with a stack trace, and the exit code by the contract of the command. */
export function describeError(error: unknown): { message: string; exitCode: 2 | 3 } {
  return {
    message: messageOf(error),
    exitCode: error instanceof UmlRunError ? error.exitCode : 3,
  };
}
