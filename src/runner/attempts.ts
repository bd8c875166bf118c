import type { Options } from '../config/options.ts';
import type { TestResult } from '../model/results.ts';
import type { AfterTest, Assignment } from './kernel-run.ts';
import type { Findings, RecordedTest, RunRecord } from './record.ts';

/** One of the times that a test is run on a kernel. */
export interface Attempt extends Assignment {
  of: RecordedTest;
}

/** What is known of a test's attempts so far. */
interface Tally {
  attempts: number;
  bad: number;
  /** Planned and not run yet. */
  left: Attempt[];
  firstBad?: Findings;
}

/**
 * How often tests are run, and which attempt counts. With `retries` that is the last: one that passes makes up for those
 * before. With `repeat` it is the first that does not pass.
 */
export class Attempts {
  private readonly record: RunRecord;
  private readonly options: Pick<Options, 'retries' | 'repeat' | 'untilFail'>;
  private readonly tallies = new Map<RecordedTest, Tally>();
  private over = false;

  constructor(record: RunRecord, options: Pick<Options, 'retries' | 'repeat' | 'untilFail'>) {
    this.record = record;
    this.options = options;
  }

  /** The attempts that tests of a kernel begin with, round by round. */
  plan(tests: RecordedTest[]): Attempt[] {
    const rounds = Array.from({ length: this.options.repeat }, () => tests.map((test) => ({ ...test, of: test })));
    const attempts = rounds.flat();
    for (const test of tests)
      this.tallies.set(test, { attempts: 0, bad: 0, left: attempts.filter(({ of }) => of === test) });
    return attempts;
  }

  /** @returns what comes after it, and the test's result when this was its last attempt */
  settle(attempt: Attempt, findings: Findings): { result?: TestResult; after: AfterTest } {
    const tally = this.tallies.get(attempt.of)!;
    const { retries, repeat, untilFail } = this.options;
    const isBad = findings.verdict === 'failed' || findings.verdict === 'errored';
    tally.attempts++;
    tally.left = tally.left.filter((other) => other !== attempt);
    if (isBad) {
      tally.bad++;
      // What it wrote stays; what later attempts write goes elsewhere.
      if (repeat > 1) for (const other of tally.left) Object.assign(other, laterPaths(attempt.of));
      tally.firstBad ??= findings;
    }
    const counts = { attempts: tally.attempts, failedAttempts: tally.bad };
    const result = this.record.settle(attempt.of, { ...(repeat > 1 ? worst(findings, tally) : findings), ...counts });
    const retried = isBad && findings.reason !== 'boot-failed' && tally.attempts <= retries;
    if (retried) return { after: 'again' };
    this.over ||= isBad && untilFail;
    if (this.over) return { result, after: 'stop' };
    return tally.left.length > 0 ? { after: 'next' } : { result, after: 'next' };
  }
}

function worst(findings: Findings, { firstBad, attempts, bad }: Tally): Findings {
  if (!firstBad) return findings;
  return { ...firstBad, message: `${bad} of ${attempts} attempts did not pass; the first: ${firstBad.message}` };
}

function laterPaths({ stdout, stderr }: RecordedTest): Pick<Assignment, 'stdout' | 'stderr'> {
  return {
    stdout: stdout.replace(/\.stdout$/, '.later.stdout'),
    stderr: stderr.replace(/\.stderr$/, '.later.stderr'),
  };
}
