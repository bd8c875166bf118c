import { messageOf, UmlRunError } from '../model/errors.ts';

/** What a user is told of an error, never with a stack trace, and the exit code by the contract of the command. */
export function describeError(error: unknown): { message: string; exitCode: 2 | 3 } {
  return {
    message: messageOf(error),
    exitCode: error instanceof UmlRunError ? error.exitCode : 3,
  };
}
