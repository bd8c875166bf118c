#!/usr/bin/env node
import { describeError } from './commands/describe-error.ts';
import { dispatch } from './commands/dispatch.ts';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}
// A reader that goes away, such as `| head`, ends the output and not the run.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

process.exitCode = await dispatch(process.argv.slice(2), interruption.signal).catch((error: unknown) => {
  if (interruption.signal.aborted) return 130;
  const { message, exitCode } = describeError(error);
  process.stderr.write(`uml-run: ${message}\n`);
  return exitCode;
});
