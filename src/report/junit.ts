import { dirname } from 'node:path';
import builderModule, { type Builder, type TestCase } from 'junit-report-builder';
import type { KernelResult, Results, TestResult } from '../model/results.ts';
import { placeOf } from './location.ts';
import { oneLine, printable } from './plain-text.ts';
import { badAttempts, isFlaky } from './problems.ts';
import type { ReportContext } from './report-context.ts';
import { tailBytes, tailText } from './tail.ts';

// The package's types are those of a CommonJS module: by them the builder would be the default import's `default`.
const junit = builderModule as unknown as Builder;

/**
 * `junit.xml`: a flat `<testsuite>` a kernel. `classname` is the kernel and the program's folder, so that no reader takes
 * the same test on two kernels for one that ran twice.
 */
export function renderJunit(results: Results, context: ReportContext): string {
  const builder = junit.newBuilder().name('uml-run');
  for (const kernel of results.kernels) {
    const tests = results.tests.filter((test) => test.kernel === kernel.name);
    const suite = builder.testSuite().name(oneLine(kernel.name));
    suite.time(decimal(tests.reduce((sum, { seconds }) => sum + seconds, 0)));
    for (const [name, value] of propertiesOf(kernel)) suite.property(name, oneLine(value));
    for (const test of tests) addTest(suite.testCase(), test, results.tests.length, context);
  }
  return builder.build();
}

function propertiesOf({ spec, version, source, path, sha256, bootSeconds }: KernelResult): [string, string][] {
  const boot = bootSeconds === null ? 'none' : String(decimal(bootSeconds));
  return Object.entries({ spec, version, source, path, sha256, bootSeconds: boot });
}

function addTest(testCase: TestCase, test: TestResult, tests: number, context: ReportContext): void {
  const place = placeOf(test.program, context.folder);
  const message = oneLine(test.message);
  testCase
    .name(oneLine(test.name))
    .className(oneLine(`${test.kernel}/${dirname(place).replace(/^\//, '')}`))
    .file(oneLine(place))
    .time(decimal(test.seconds));
  if (test.attempts > 1) testCase.property('attempts', String(test.attempts));
  if (isFlaky(test)) testCase.property('flaky', badAttempts(test));

  if (test.verdict === 'failed') testCase.failure(message, test.reason).stacktrace(detailsOf(test));
  if (test.verdict === 'errored') testCase.error(message, test.reason, detailsOf(test));
  if (test.verdict === 'skipped') skip(testCase, message, test.reason);

  const bytes = tailBytes(test, tests, context.limits);
  testCase.standardOutput(tailText(test.stdout, bytes, context)).standardError(tailText(test.stderr, bytes, context));
}

/** As the builder's own `skipped()`, which takes no message. */
function skip(testCase: TestCase, message: string, type: string): void {
  const build = testCase.build.bind(testCase);
  testCase.getSkippedCount = () => 1;
  testCase.build = (parent) => {
    const element = build(parent);
    element.ele('skipped', { message, type });
    return element;
  };
}

function detailsOf({ message, kernelLog, subtests }: TestResult): string {
  const bad = subtests.filter(({ verdict }) => verdict === 'failed' || verdict === 'errored');
  return [
    printable(message),
    ...bad.map(({ name, verdict, reason }) => oneLine(`subtest ${verdict}: ${name}${reason && `: ${reason}`}`)),
    ...kernelLog.map(printable),
  ].join('\n');
}

/** Milliseconds are enough, and no number of them prints with an exponent. */
function decimal(seconds: number): number {
  return Number.isFinite(seconds) ? Math.max(0, Number(seconds.toFixed(3))) : 0;
}
