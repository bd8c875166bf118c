import builderModule, { type Builder, type TestCase } from 'junit-report-builder';
import { html } from './html-text.ts';

/** A `<testsuites>` with suites that hold no further suites. */
export interface JunitReport {
  /** One that needs no escaping. */
  name: string;
  /** Of all suites together. */
  counts: JunitCounts;
  suites: Iterable<JunitSuite>;
}

export interface JunitCounts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

export interface JunitSuite {
  name: string;
  /** 0 or more. */
  seconds: number;
  properties: Record<string, string>;
  counts: JunitCounts;
  cases: Iterable<JunitCase>;
}

export interface JunitCase {
  name: string;
  className: string;
  file: string;
  /** 0 or more. */
  seconds: number;
  properties: Record<string, string>;
  /** None: it passed. */
  outcome: JunitOutcome | undefined;
  stdout: string;
  stderr: string;
}

export interface JunitOutcome {
  element: 'failure' | 'error' | 'skipped';
  message: string;
  type: string;
  /** The element's content; `skipped` has none. */
  details: string;
}

/**
 * A JUnit report as XML, made by junit-report-builder. Two things that it lacks are made up for here: its `<skipped>`
 * has neither a message nor a type, and it lets a text that has `]]>` twice out of its CDATA section.
 *
 * @param report its other texts may be anything that XML allows; they are escaped here
 * @returns the text in pieces, made of as many suites and cases as were asked for
 */
export function* buildJunit({ name, counts, suites }: JunitReport): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${name}"${countsText(counts)}`;
  let before = '>';
  for (const suite of suites) {
    yield before;
    yield* buildSuite(suite);
    before = '';
  }
  yield before === '' ? '\n</testsuites>' : '/>';
}

/** Cases that are built at once: the library takes several KB for each, and others wait meanwhile. */
const casesAtOnce = 100;

function* buildSuite({ cases, counts, ...suite }: JunitSuite): Generator<string> {
  const empty = buildPart(suite, []).replace(countsText(noCases), countsText(counts));
  if (counts.tests === 0) {
    yield empty;
    return;
  }
  yield empty.endsWith(endOfSuite) ? empty.slice(0, -endOfSuite.length) : empty.replace(/\/>$/, '>');
  for (const some of groupsOf(cases, casesAtOnce)) {
    const part = buildPart({ ...suite, properties: {} }, some);
    yield part.slice(part.indexOf('\n    <testcase '), -endOfSuite.length);
  }
  yield endOfSuite;
}

const endOfSuite = '\n  </testsuite>';
const noCases: JunitCounts = { tests: 0, failures: 0, errors: 0, skipped: 0 };

function countsText({ tests, failures, errors, skipped }: JunitCounts): string {
  return ` tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
}

function* groupsOf<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let group: Item[] = [];
  for (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** A suite with these cases, without what is around it. */
function buildPart({ name, seconds, properties }: Omit<JunitSuite, 'counts' | 'cases'>, cases: JunitCase[]): string {
  const builder = emptyBuilder();
  const suite = builder.testSuite().name(name).time(decimal(seconds));
  for (const [key, value] of Object.entries(properties)) suite.property(key, value);
  for (const one of cases) addCase(suite.testCase(), one);
  const xml = builder.build();
  const skipped = cases.flatMap(({ outcome }) => (outcome?.element === 'skipped' ? [outcome] : []));
  return describeSkipped(xml.slice(xml.indexOf('\n  <testsuite '), xml.lastIndexOf('\n</testsuites>')), skipped);
}

function addCase(target: TestCase, { name, className, file, seconds, ...more }: JunitCase): void {
  target.name(name).className(className).file(file).time(decimal(seconds));
  for (const [key, value] of Object.entries(more.properties)) target.property(key, value);
  if (more.outcome) addOutcome(target, more.outcome);
  target.standardOutput(cdata(more.stdout)).standardError(cdata(more.stderr));
}

function addOutcome(target: TestCase, { element, message, type, details }: JunitOutcome): void {
  if (element === 'failure') target.failure(message, type).stacktrace(cdata(details));
  else if (element === 'error') target.error(message, type, cdata(details));
  else target.skipped();
}

/**
 * A text that stays within its CDATA section, and is the same when read back: each `]]>` is cut between two sections.
 *
 * The library does so itself, but only with the first, and it would take ours for one. The zero byte keeps it from
 * that, and is gone after: the library takes out what XML forbids, and texts for XML have none.
 */
function cdata(text: string): string {
  return text.replaceAll(']]>', ']]]]\0><![CDATA[>');
}

/**
 * Gives the `<skipped/>` elements of a report, in order, what is said of each. What looks like one in a test's output
 * is in a CDATA section, which is passed over whole; everywhere else a `<` of a text is escaped.
 */
function describeSkipped(xml: string, skipped: JunitOutcome[]): string {
  const left = skipped.values();
  const describe = (found: string) => {
    const outcome = left.next().value;
    return outcome ? `<skipped message="${html(outcome.message)}" type="${html(outcome.type)}"/>` : found;
  };
  const parts = xml.split('<![CDATA[').map((part, index) => {
    const end = index === 0 ? 0 : part.indexOf(']]>');
    return end < 0 ? part : part.slice(0, end) + part.slice(end).replaceAll('<skipped/>', describe);
  });
  return parts.join('<![CDATA[');
}

/** Milliseconds are enough, and no number of them prints with an exponent. */
function decimal(seconds: number): number {
  return Number.isFinite(seconds) ? Math.max(0, Number(seconds.toFixed(3))) : 0;
}

/** By the package's types the builder is the module's `default`; Node gives it as the module itself. */
export function emptyBuilder(): Builder {
  const module: unknown = builderModule;
  if (!isBuilder(module)) throw new TypeError('junit-report-builder does not export a builder');
  return module.newBuilder();
}

function isBuilder(value: unknown): value is Builder {
  return typeof value === 'object' && value !== null && 'newBuilder' in value;
}
