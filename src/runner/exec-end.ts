import type { GuestSettings } from '../guest/guest-settings.ts';
import type { OnceReport } from '../guest/run-guest-once.ts';
import type { Log } from '../model/log.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { programHint } from '../provision/program-hint.ts';
import { exitCodeOf, failureHint } from './exit-code.ts';
import { problemsOfPolicy } from './policy.ts';
import type { RunJob } from './run-job.ts';
import { changesInWords } from './tell-changes.ts';

/** What the program of `exec` ran in. */
export interface ExecRun {
  test: Test;
  kernel: Kernel;
  settings: GuestSettings;
  policy: RunJob['policy'];
  /** Whether to keep to what was to be brought back, and was not. */
  quiet: boolean;
}

/**
 * Tells the user of `exec` what there is to know when the program has ended: why it may have failed, and what is lost.
 * @returns the exit code, as `exitCodeOf` says
 * @throws UmlRunError as `exitCodeOf` does
 */
export function tellExecEnd(report: OnceReport, { test, kernel, settings, policy, quiet }: ExecRun, log: Log): number {
  try {
    const code = exitCodeOf(report, test.name, policy);
    const hint = failureHint(report, test.name, (end) => programHint(test.program, kernel, end));
    if (hint !== undefined) log.warning(hint);
    return code;
  } finally {
    tellWhatIsLost(report, settings, quiet, log);
    for (const problem of problemsOfPolicy(policy)) log.warning(problem);
  }
}

function tellWhatIsLost({ changes, leftOut }: OnceReport, settings: GuestSettings, quiet: boolean, log: Log): void {
  for (const what of leftOut) log.warning(what);
  const folder = settings.shown?.find(({ isProject }) => isProject)?.path;
  if (!changes || folder === undefined) return;
  const isBroughtBack = (settings.kept ?? []).length > 0;
  const start = settings.defaults.workingFolder ?? folder;
  for (const line of changesInWords(changes, { folder, start }, isBroughtBack, quiet)) log.warning(line);
}
