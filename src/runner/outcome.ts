import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { describeThread, threadLine } from '../console/thread.ts';
import { readTap } from '../formats/tap.ts';
import { judge, type Policy } from '../verdict/judge.ts';
import { relevantLog } from '../verdict/relevant-log.ts';
import type { Assignment, Outcome } from './kernel-run.ts';
import type { Findings } from './record.ts';

/** What became of one attempt at a test, judged. */
export function findingsOf({ stdout }: Assignment, outcome: Outcome, seconds: number, policy: Policy): Findings {
  if (outcome.kind === 'boot-failed')
    return { ...cannotRun(`no guest booted: ${outcome.message}`), reason: 'boot-failed', kernelLog: outcome.log };
  const { observation, without } = outcome;
  const tap = readTap(textOf(stdout));
  const evidence = {
    ...observation,
    ...(without && { without }),
    ...(tap?.skip && { skip: tap.skip }),
    doing: (observation.threads ?? []).map(describeThread),
  };
  const threads = (observation.threads ?? []).map(threadLine);
  const state = threads.length > 0 ? ['What it did when its time was up:', ...threads] : [];
  const kernelLog = [...relevantLog(observation), ...state];
  return { ...judge(evidence, policy), kernelLog, subtests: tap?.subtests ?? [], seconds };
}

/** Of a test that cannot run here. */
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

/** The beginning of a test's stdout, which is where its plan and results are. */
function textOf(path: string): string {
  const most = 4 << 20;
  const bytes = Buffer.alloc(Math.min(most, statSync(path, { throwIfNoEntry: false })?.size ?? 0));
  if (bytes.length === 0) return '';
  const file = openSync(path, 'r');
  const length = readSync(file, bytes);
  closeSync(file);
  return bytes.toString('utf8', 0, length);
}
