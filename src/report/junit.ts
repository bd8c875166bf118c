import { dirname } from 'node:path';
import type { KernelResult, Results, TestResult } from '../model/results.ts';
import { buildJunit, type JunitCase, type JunitCounts, type JunitOutcome, type JunitSuite } from './junit-builder.ts';
import { placeOf } from './location.ts';
import { describePeer } from './peer-table.ts';
import { oneLine, printable } from './plain-text.ts';
import { badAttempts, isFlaky } from './problems.ts';
import type { ReportContext } from './report-context.ts';
import { type Standing, standingOf } from './standing.ts';
import { detailBytes, tailBytes, tailText } from './tail.ts';
import { fillLines } from './template.ts';

/**
 * `junit.xml`: a flat `<testsuite>` for each kernel. `classname` is the kernel and the program's folder, so that no
 * reader takes the same test on two kernels for one that ran twice.
 *
 * @returns the text in pieces
 */
export function renderJunit(results: Results, context: ReportContext): Generator<string> {
  return buildJunit({ name: 'uml-run', counts: countsOf(results.tests), suites: suitesOf(results, context) });
}

function countsOf(tests: readonly TestResult[]): JunitCounts {
  const having = (element: JunitOutcome['element']) =>
    tests.filter((test) => elements[standingOf(test)] === element).length;
  return { tests: tests.length, failures: having('failure'), errors: having('error'), skipped: having('skipped') };
}

function* suitesOf(results: Results, context: ReportContext): Generator<JunitSuite> {
  for (const kernel of results.kernels) yield suiteOf(kernel, results, context);
}

function suiteOf(kernel: KernelResult, results: Results, context: ReportContext): JunitSuite {
  const tests = results.tests.filter((test) => test.kernel === kernel.name);
  return {
    name: oneLine(kernel.name),
    seconds: tests.reduce((sum, { seconds }) => sum + seconds, 0),
    properties: { ...propertiesOf(kernel), ...rootfsOf(results), ...peersOf(results) },
    counts: countsOf(tests),
    cases: casesOf(tests, results.tests.length, context),
  };
}

function* casesOf(tests: readonly TestResult[], total: number, context: ReportContext): Generator<JunitCase> {
  for (const test of tests) yield caseOf(test, total, context);
}

function propertiesOf({ spec, version, source, path, sha256, bootSeconds }: KernelResult): Record<string, string> {
  const boot = bootSeconds === null ? 'none' : String(Number(bootSeconds.toFixed(3)));
  const values = Object.entries({ spec, version, source, path, sha256, bootSeconds: boot });
  return Object.fromEntries(values.map(([name, value]) => [name, oneLine(value)]));
}

function rootfsOf({ rootfs }: Results): Record<string, string> {
  return rootfs ? { rootfs: oneLine(rootfs.source) } : {};
}

/** They are part of what the tests of each kernel ran with. */
function peersOf({ peers = [] }: Results): Record<string, string> {
  return Object.fromEntries(peers.map((peer) => [`guest.${oneLine(peer.name)}`, oneLine(describePeer(peer))]));
}

/** @param tests how many share the report */
function caseOf(test: TestResult, tests: number, context: ReportContext): JunitCase {
  const bytes = tailBytes(test, tests, context.limits);
  const place = placeOf(test.program, context.folder);
  return {
    name: oneLine(test.name),
    className: oneLine(`${test.kernel}/${dirname(place).replace(/^\//, '')}`),
    file: oneLine(place),
    seconds: test.seconds,
    properties: {
      ...(test.attempts > 1 && { attempts: String(test.attempts) }),
      ...(isFlaky(test) && { flaky: badAttempts(test) }),
    },
    outcome: outcomeOf(test, detailBytes(tests, context.limits)),
    stdout: tailText(test.stdout, bytes, context),
    stderr: tailText(test.stderr, bytes, context),
  };
}

const elements: Record<Standing, JunitOutcome['element'] | undefined> = {
  passed: undefined,
  failed: 'failure',
  errored: 'error',
  skipped: 'skipped',
  'not-run': 'skipped',
};

function outcomeOf(test: TestResult, bytes: number): JunitOutcome | undefined {
  const element = elements[standingOf(test)];
  const message = oneLine(test.notRun ? `not run: ${test.message}` : test.message);
  return element && { element, message, type: test.reason, details: detailsOf(test, bytes) };
}

function detailsOf({ message, kernelLog, subtests }: TestResult, bytes: number): string {
  const bad = subtests.filter(({ verdict }) => verdict === 'failed' || verdict === 'errored');
  const reasons = fillLines(bad, bytes, ({ name, verdict, reason }) =>
    oneLine(`subtest ${verdict}: ${name}${reason && `: ${reason}`}`),
  );
  return `${printable(message)}\n${reasons}${fillLines(kernelLog, bytes, printable)}`.slice(0, -1);
}
