import { givenWords } from '../config/given-bytes.ts';
import { describeError } from '../guest/describe-error.ts';
import { dispatch } from './dispatch.ts';
import { hearSignals, leave } from './interruption.ts';

/**
 * The command, on this process's words, streams and signals.
 * @returns the exit code
 */
export async function main(): Promise<number> {
  // On a terminal, progress may be on the line, and a program of `exec` may have the terminal as it comes.
  const interruption = hearSignals((line) =>
    process.stderr.write(process.stderr.isTTY ? `\r\numl-run: ${line}\r\n` : `uml-run: ${line}\n`),
  );
  // A reader that goes away, such as `| head`, ends the output and not the run.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);

  return dispatch(givenWords(process.argv.slice(2)), interruption).catch((error: unknown) => {
    if (interruption.signal.aborted) return leave();
    const { message, exitCode } = describeError(error);
    process.stderr.write(`uml-run: ${message}\n`);
    return exitCode;
  });
}
