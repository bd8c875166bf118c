import type { Results, TestResult } from '../model/results.ts';
import { cutEnd } from './plain-text.ts';

/** Results without what tests and kernels choose the length of: for a disk that has no room for it. */
export function briefResults(results: Results): Results {
  return { ...results, tests: results.tests.map(briefTest) };
}

function briefTest(test: TestResult): TestResult {
  const { message, kernelLog, subtests, subtestsLeftOut = 0 } = test;
  const leftOut = subtests.length + subtestsLeftOut;
  return {
    ...test,
    message: cutEnd(message, 200),
    kernelLog: kernelLog.length === 0 ? [] : ['[uml-run: left out, for the disk is full]'],
    subtests: [],
    ...(leftOut > 0 && { subtestsLeftOut: leftOut }),
  };
}
