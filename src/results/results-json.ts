import type { Results } from '../model/results.ts';

/**
 * `results.json`: the results themselves. `docs/results.schema.json` describes them.
 *
 * The keys are named here, in the order of the contract, so that nothing else of a caller's values gets into the file.
 */
export function renderJson({ version, kernels, guests, tests, totals, interrupted }: Results): string {
  const value = {
    version,
    kernels: kernels.map((kernel) => ({
      spec: kernel.spec,
      name: kernel.name,
      version: kernel.version,
      source: kernel.source,
      path: kernel.path,
      sha256: kernel.sha256,
      bootSeconds: kernel.bootSeconds,
    })),
    guests: guests.map(({ id, kernel, log, started }) => ({
      id,
      kernel,
      log,
      started: { after: started.after, why: started.why },
    })),
    tests: tests.map((test) => ({
      name: test.name,
      program: test.program,
      kernel: test.kernel,
      verdict: test.verdict,
      reason: test.reason,
      message: test.message,
      exitCode: test.exitCode,
      signal: test.signal,
      seconds: test.seconds,
      attempts: test.attempts,
      failedAttempts: test.failedAttempts,
      guest: test.guest,
      stdout: test.stdout,
      stderr: test.stderr,
      kernelLog: test.kernelLog,
      subtests: test.subtests.map(({ name, verdict, reason }) => ({ name, verdict, reason })),
      subtestsLeftOut: test.subtestsLeftOut,
      notRun: test.notRun,
    })),
    totals: {
      passed: totals.passed,
      failed: totals.failed,
      skipped: totals.skipped,
      errored: totals.errored,
      notRun: totals.notRun,
    },
    interrupted,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
