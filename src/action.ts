import { warning } from '@actions/core';
import { hearSignals, leave } from './commands/interruption.ts';
import { runAction } from './commands/run-action.ts';

// The runner cancels with SIGINT, later with SIGTERM, and then with SIGKILL.
const interruption = hearSignals((line) => warning(`the run was ${line}`));

runAction(interruption.signal)
  .catch(leave)
  // A request to a cache service that never answers must not keep the job waiting.
  .then((code) => process.exit(code));
