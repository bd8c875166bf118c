import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  buildJunit,
  emptyBuilder,
  type JunitCase,
  type JunitOutcome,
  type JunitSuite,
} from '../../src/report/junit-builder.ts';
import { childrenOf, type Element, parseXml } from '../support/xml.ts';

const bare = { name: 'a', className: 'k', file: 'a', seconds: 0.5, properties: {}, outcome: undefined };
const one = (values: Partial<JunitCase>): JunitCase => ({ ...bare, stdout: '', stderr: '', ...values });
const skipped = (message: string): JunitOutcome => ({ element: 'skipped', message, type: 'skip', details: '' });

function build(cases: JunitCase[]): Element {
  return parseXml(textOf([{ name: 's', seconds: 1, properties: { key: 'value' }, cases }]));
}

type Suite = Omit<JunitSuite, 'counts' | 'cases'> & { cases: JunitCase[] };

function textOf(given: Suite[]): string {
  const suites = given.map((suite) => ({ ...suite, counts: countsOf(suite.cases) }));
  const counts = countsOf(given.flatMap(({ cases }) => cases));
  return [...buildJunit({ name: 'r', counts, suites })].join('');
}

function countsOf(cases: JunitCase[]) {
  const having = (element: string) => cases.filter(({ outcome }) => outcome?.element === element).length;
  return { tests: cases.length, failures: having('failure'), errors: having('error'), skipped: having('skipped') };
}

const casesOf = (report: Element) => childrenOf(childrenOf(report, 'testsuite')[0]!, 'testcase');
const messages = (report: Element) =>
  casesOf(report).map((element) => childrenOf(element, 'skipped').map(({ attributes }) => attributes.message));

test('gives each skipped test its own message and type, and counts it', () => {
  const report = build([
    one({ outcome: skipped('first "<&\'') }),
    one({}),
    one({ outcome: { element: 'failure', message: 'm', type: 't', details: 'd' } }),
    one({ outcome: skipped('second') }),
  ]);
  expect(messages(report)).toEqual([['first "<&\''], [], [], ['second']]);
  expect(report.attributes).toEqual({ name: 'r', tests: '4', failures: '1', errors: '0', skipped: '2' });
  expect(childrenOf(casesOf(report)[0]!, 'skipped')[0]!.attributes.type).toBe('skip');
});

test('does not take what a test wrote for its own elements', () => {
  const stdout = '<skipped/> ]]> <skipped/> <![CDATA[ <skipped/>';
  const report = build([
    one({ stdout, stderr: stdout, name: '<skipped/>', properties: { a: '<skipped/>' } }),
    one({ outcome: { element: 'error', message: '<skipped/>', type: 't', details: '<skipped/>' } }),
    one({ outcome: skipped('<skipped/>'), stdout }),
  ]);
  expect(messages(report)).toEqual([[], [], ['<skipped/>']]);
  expect(childrenOf(casesOf(report)[0]!, 'system-out')[0]!.text).toBe(stdout);
  expect(childrenOf(casesOf(report)[2]!, 'system-out')[0]!.text).toBe(stdout);
});

test('lets no text out of its element, however often the end of a CDATA section is in it', () => {
  const text = ']]>]]></system-out></testcase><testcase name="forged"/>]]]]>]]&gt;]]';
  const outcome: JunitOutcome = { element: 'failure', message: text, type: 't', details: text };
  const cases = casesOf(build([one({ outcome, stdout: text, stderr: text })]));
  expect(cases).toHaveLength(1);
  expect(cases[0]!.children.map((child) => [child.name, child.text])).toEqual([
    ['failure', text],
    ['system-out', text],
    ['system-err', text],
  ]);
});

test('keeps messages with their tests, whatever is in the outputs', () => {
  const text = fc
    .array(fc.constantFrom('<skipped/>', ']]>', '<![CDATA[', '<', '$&', 'a', '\n'))
    .map((parts) => parts.join(''));
  const cases = fc.array(fc.record({ message: fc.option(text, { nil: undefined }), stdout: text }));
  fc.assert(
    fc.property(cases, (samples) => {
      const report = build(
        samples.map(({ message, stdout }) =>
          one({ stdout, outcome: message === undefined ? undefined : skipped(message.replaceAll('\n', ' ')) }),
        ),
      );
      const expected = samples.map(({ message }) => (message === undefined ? [] : [message.replaceAll('\n', ' ')]));
      expect(messages(report)).toEqual(expected);
    }),
  );
});

test('has an element for each part of a test', () => {
  const outcome: JunitOutcome = { element: 'error', message: 'gone', type: 'guest-died', details: 'the log' };
  const [element] = casesOf(build([one({ outcome, properties: { attempts: '2' }, stdout: 'out', stderr: 'err' })]));
  expect(element).toMatchObject({ attributes: { name: 'a', classname: 'k', file: 'a', time: '0.5' } });
  expect(element!.children.map(({ name }) => name)).toEqual(['properties', 'error', 'system-out', 'system-err']);
  expect(element!.children[1]).toMatchObject({ attributes: { message: 'gone', type: 'guest-died' }, text: 'the log' });
});

test('the pieces are what one builder makes of all suites', () => {
  const text = '</testsuites>\n  <testsuite name="b"> \u00e9 & "\'';
  const failure: JunitOutcome = { element: 'failure', message: text, type: 't', details: text };
  const suite = (name: string, cases: JunitCase[]) => ({ name, seconds: 1.5, properties: { [text]: text }, cases });
  const full = suite(text, [one({ name: text, stdout: text, stderr: text }), one({ outcome: failure })]);
  const many = suite('many', Array(1200).fill(full.cases).flat());
  const bare = (cases: JunitCase[]) => ({ ...suite('bare', cases), properties: {} });
  for (const suites of [[], [bare([])], [bare(full.cases)], [full], [full, suite('empty', []), many]])
    expect(textOf(suites)).toBe(byOneBuilder(suites));
});

function byOneBuilder(suites: Suite[]): string {
  const report = emptyBuilder().name('r');
  for (const { name, seconds, properties, cases } of suites) {
    const suite = report.testSuite().name(name).time(seconds);
    for (const [key, value] of Object.entries(properties)) suite.property(key, value);
    for (const { outcome, ...given } of cases) {
      const target = suite.testCase().name(given.name).className(given.className).file(given.file).time(given.seconds);
      if (outcome) target.failure(outcome.message, outcome.type).stacktrace(outcome.details);
      target.standardOutput(given.stdout).standardError(given.stderr);
    }
  }
  return report.build();
}
