import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { describeThread, threadLine } from '../console/thread.ts';
import { readTap } from '../formats/tap.ts';
import type { TestOutcome } from '../guest/guest-state.ts';
import type { Findings } from '../model/results.ts';
import { judge, type Policy } from '../verdict/judge.ts';
import { relevantLog } from '../verdict/relevant-log.ts';

/**
 * What became of one attempt at a test, judged.
 * @param stdout absolute path of the file that has what it wrote
 */
export function findingsOf(stdout: string, outcome: TestOutcome, seconds: number, policy: Policy): Findings {
  const { observation, noExit } = outcome;
  const tap = readTap(textOf(stdout));
  const threads = observation.threads ?? [];
  const evidence = {
    ...observation,
    ...(noExit && { noExit }),
    ...(tap?.skip && { skip: tap.skip }),
    doing: threads.map(describeThread),
  };
  const state = threads.length > 0 ? ['What it did when its time was up:', ...threads.map(threadLine)] : [];
  const kernelLog = [...relevantLog(observation), ...state];
  return { ...judge(evidence, policy), kernelLog, subtests: tap?.subtests ?? [], seconds };
}

/** Findings for a test that cannot run here. */
export function cannotRun(problem: string): Findings {
  return {
    verdict: 'errored',
    reason: 'not-started',
    message: problem,
    exitCode: null,
    signal: null,
    kernelLog: [],
    subtests: [],
    seconds: 0,
  };
}

/** Findings for a test on a kernel that does not boot. */
export function noGuestBooted(problem: string, kernelLog: string[]): Findings {
  return { ...cannotRun(`no guest booted: ${problem}`), reason: 'boot-failed', kernelLog };
}

/** The beginning of a test's stdout, which is where its plan and results are; nothing where it could not be kept. */
function textOf(path: string): string {
  const maxBytes = 4 << 20;
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(Math.min(maxBytes, fstatSync(file).size));
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } catch {
    // A file that could not be written has been warned of.
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
