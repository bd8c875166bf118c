import { relative } from 'node:path';
import type { Kernel } from '../model/provisions.ts';
import type { KernelResult, Results, TestResult, Verdict } from '../model/results.ts';
import type { Test } from '../model/tests.ts';

/** A test on a kernel, and the absolute paths of the files that its output goes to. */
export interface RecordedTest {
  test: Test;
  stdout: string;
  stderr: string;
}

/** What is known of a test once it has ended. */
export type Findings = Pick<
  TestResult,
  'verdict' | 'reason' | 'message' | 'exitCode' | 'signal' | 'kernelLog' | 'subtests' | 'seconds'
>;

/** How many attempts there were by then. */
export type Counts = Pick<TestResult, 'attempts' | 'failedAttempts'>;

/** The results of a run while it goes on: every test on every kernel is there from the start, as errored. */
export class RunRecord {
  private readonly output: string;
  private readonly kernels = new Map<Kernel, KernelResult>();
  private readonly tests = new Map<RecordedTest, TestResult>();

  /** @param output absolute path of the output folder */
  constructor(output: string) {
    this.output = output;
  }

  addKernel(kernel: Kernel): void {
    const { spec, name, version, source, path, sha256 } = kernel;
    this.kernels.set(kernel, { spec, name, version, source, path, sha256, bootSeconds: null });
  }

  addTest(kernel: Kernel, recorded: RecordedTest): void {
    const { test, stdout, stderr } = recorded;
    this.tests.set(recorded, {
      name: test.name,
      program: test.program.path,
      kernel: kernel.name,
      verdict: 'errored',
      reason: 'not-started',
      message: 'the run ended before this test did',
      exitCode: null,
      signal: null,
      seconds: 0,
      attempts: 0,
      failedAttempts: 0,
      stdout: relative(this.output, stdout),
      stderr: relative(this.output, stderr),
      kernelLog: [],
      subtests: [],
    });
  }

  settle(test: RecordedTest, found: Findings & Counts): TestResult {
    return Object.assign(this.tests.get(test)!, found);
  }

  booted(kernel: Kernel, seconds: number[]): void {
    const sorted = [...seconds].sort((a, b) => a - b);
    this.kernels.get(kernel)!.bootSeconds = sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  results(): Results {
    const tests = [...this.tests.values()];
    const totals: { [V in Verdict]: number } = { passed: 0, failed: 0, skipped: 0, errored: 0 };
    for (const { verdict } of tests) totals[verdict]++;
    return { version: 1, kernels: [...this.kernels.values()], tests, totals };
  }
}
