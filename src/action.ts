import { setFailed } from '@actions/core';
import { describeError } from './commands/describe-error.ts';
import { runAction } from './commands/run-action.ts';

const interruption = new AbortController();
// The runner cancels with SIGINT, later with SIGTERM, and then with SIGKILL.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const code = await runAction(interruption.signal).catch((error: unknown) => {
  if (interruption.signal.aborted) return 130;
  const { message, exitCode } = describeError(error);
  setFailed(message);
  return exitCode;
});
// A request to a cache service that never answers must not keep the job waiting.
process.exit(code);
