#!/usr/bin/env node
import { describeError } from './commands/describe-error.ts';
import { dispatch } from './commands/dispatch.ts';
import { hearSignals, leave } from './commands/interruption.ts';

// On a terminal, progress may be on the line.
const interruption = hearSignals((line) =>
  process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}uml-run: ${line}\n`),
);
// A reader that goes away, such as `| head`, ends the output and not the run.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

process.exitCode = await dispatch(process.argv.slice(2), interruption).catch((error: unknown) => {
  if (interruption.signal.aborted) return leave();
  const { message, exitCode } = describeError(error);
  process.stderr.write(`uml-run: ${message}\n`);
  return exitCode;
});
