import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderJunit as piecesOfJunit } from '../../src/report/junit.ts';
import { defaultLimits } from '../../src/report/report-context.ts';
import {
  allWrote,
  contextOf,
  cutShort,
  detailed,
  hostile,
  hostileTexts,
  kernel,
  large,
  nothingWritten,
  ordinary,
  outputFolder,
  results,
  testResult,
} from '../support/sample-results.ts';
import { childrenOf, type Element, parseXml } from '../support/xml.ts';

const renderJunit = (...given: Parameters<typeof piecesOfJunit>) => [...piecesOfJunit(...given)].join('');
const suitesOf = (xml: string) => childrenOf(parseXml(xml), 'testsuite');
const casesOf = (suite: Element) => childrenOf(suite, 'testcase');

test('is a flat suite a kernel with its provenance', () => {
  const suites = suitesOf(renderJunit(ordinary(), nothingWritten));
  expect(suites.map(({ attributes }) => attributes.name)).toEqual(['5.10.209', '7.2.0']);
  const properties = childrenOf(childrenOf(suites[0]!, 'properties')[0]!, 'property').map(
    ({ attributes }) => attributes,
  );
  expect(properties).toContainEqual({ name: 'spec', value: 'distro:5.10' });
  expect(properties).toContainEqual({ name: 'sha256', value: '0f'.repeat(32) });
  expect(suites.flatMap((suite) => childrenOf(suite, 'testsuite'))).toEqual([]);
});

test('counts what it holds', () => {
  const root = parseXml(renderJunit(ordinary(), nothingWritten));
  expect(root.attributes).toMatchObject({ tests: '14', failures: '5', errors: '6', skipped: '1' });
  for (const suite of childrenOf(root, 'testsuite')) {
    const cases = casesOf(suite);
    const having = (name: string) => String(cases.filter((one) => childrenOf(one, name).length === 1).length);
    expect(suite.attributes).toMatchObject({
      tests: String(cases.length),
      failures: having('failure'),
      errors: having('error'),
      skipped: having('skipped'),
    });
  }
});

test('gives each verdict its element, with the message and the reason', () => {
  const cases = suitesOf(renderJunit(ordinary(), nothingWritten)).flatMap(casesOf);
  const elements = Object.fromEntries(cases.map(({ attributes, children }) => [attributes.name, children[0]]));
  expect(elements['exit-3']).toMatchObject({ name: 'error', attributes: { type: 'boot-failed' } });
  expect(elements['signal-segv']).toMatchObject({
    name: 'failure',
    attributes: { type: 'signal', message: 'killed by SIGSEGV' },
  });
  expect(elements['userfaultfd-move']).toEqual({
    name: 'skipped',
    attributes: { type: 'skip', message: 'exited with 77' },
    children: [],
    text: '',
  });
  expect(elements.kasan?.text).toContain('use-after-free in kfree+0x10/0x20\nCall Trace:');
  expect(elements.flaky).toMatchObject({ name: 'properties' });
});

test('names failed subtests', () => {
  const [suite] = suitesOf(renderJunit(ordinary(), nothingWritten));
  const tap = casesOf(suite!).find(({ attributes }) => attributes.name === 'tap')!;
  expect(childrenOf(tap, 'failure')[0]!.text).toBe(
    'exited with 0, but 1 of 2 subtests failed: closes\nsubtest failed: closes: got -1',
  );
});

test('has the kernel and the folder in classname, so that nothing has the same names', () => {
  for (const sample of [ordinary(), hostile(), large(20)]) {
    const cases = suitesOf(renderJunit(sample, nothingWritten)).flatMap(casesOf);
    const names = cases.map(({ attributes: { name, classname } }) => JSON.stringify([name, classname]));
    expect(new Set(names).size).toBe(sample.tests.length);
  }
  const [suite] = suitesOf(renderJunit(ordinary(), nothingWritten));
  expect(casesOf(suite!)[0]!.attributes).toMatchObject({
    name: 'exit-0',
    classname: '5.10.209/fixtures/bin/static',
    file: 'fixtures/bin/static/exit-0',
  });
});

test.each([1e-7, 0, 1 / 3, 123456.789, Number.NaN, -1, Number.POSITIVE_INFINITY])(
  'writes %s s as a plain decimal',
  (seconds) => {
    const sample = results([kernel('7.2.0')], [testResult('a', '7.2.0', 'passed', 'exit', { seconds })]);
    const [suite] = suitesOf(renderJunit(sample, nothingWritten));
    expect(suite!.attributes.time).toMatch(/^\d+(\.\d+)?$/);
    expect(casesOf(suite!)[0]!.attributes.time).toMatch(/^\d+(\.\d+)?$/);
  },
);

test('keeps the end of long outputs, and says what it left out', () => {
  const sample = results([kernel('7.2.0')], [testResult('a', '7.2.0', 'failed', 'exit')]);
  const folder = outputFolder(sample, () => `${'é'.repeat(50_000)}the end`);
  const [suite] = suitesOf(renderJunit(sample, contextOf(folder)));
  const [output] = childrenOf(casesOf(suite!)[0]!, 'system-out');
  expect(output!.text).toMatch(/^\[67239 bytes before this are not shown\]\né+the end$/);
});

test('shares the room for outputs among many tests', () => {
  const sample = large(100);
  const xml = renderJunit(sample, allWrote('x'.repeat(8000), { ...defaultLimits, tails: 400_000 }));
  expect(xml.length).toBeLessThan(800_000);
  expect(suitesOf(xml).flatMap(casesOf)).toHaveLength(400);
});

test('shares the room for details among many tests, and counts what is left out', () => {
  const xml = renderJunit(detailed(40), { ...nothingWritten, limits: { ...defaultLimits, details: 400_000 } });
  expect(xml.length).toBeLessThan(1_000_000);
  expect(xml.match(/subtest failed: 999/g)).toHaveLength(40);
  expect(xml.match(/\n\[398 more lines\]/g)).toHaveLength(40);
});

test('stays well-formed and readable, whatever tests and kernels say', () => {
  const sample = hostile();
  const folder = outputFolder(sample, (_, index) => hostileTexts[index % hostileTexts.length]!);
  const cases = suitesOf(renderJunit(sample, contextOf(folder))).flatMap(casesOf);
  const names = cases.map(({ attributes }) => attributes.name);
  expect(names).toContain('0 <script>alert(1)</script>');
  expect(names).toContain('8 \\x1b[31mred\\x1b[0m\\x1b]0;title\\x07\\x1b]8;;http://x\\x1b\\link\\x9b2J');
  expect(names).toContain('10 two\\nlines\\r\\nand\\rthree');
  expect(names).toContain('15 née 漢字 👩‍👩‍👧 é');
});

test('strips colours from outputs and shows other control characters', () => {
  const sample = results([kernel('7.2.0')], [testResult('a', '7.2.0', 'failed', 'exit')]);
  const bytes = Buffer.concat([
    Buffer.from('\x1b[1;31mred\x1b[0m ]]> \0\r\nnext\x1b]0;t\x07 '),
    Buffer.from([0xff, 0xfe]),
  ]);
  const folder = outputFolder(sample, () => bytes);
  const [suite] = suitesOf(renderJunit(sample, contextOf(folder)));
  expect(childrenOf(casesOf(suite!)[0]!, 'system-out')[0]!.text).toBe('red ]]> \\x00\nnext \ufffd\ufffd');
});

test('is well-formed for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' }), (any, ascii) => {
      const values = { message: any + ascii, kernelLog: [any, ascii], program: `/${ascii}` };
      const sample = results([kernel(any)], [testResult(ascii, any, 'failed', 'exit', values)]);
      const [suite] = suitesOf(renderJunit(sample, nothingWritten));
      expect(casesOf(suite!)).toHaveLength(1);
    }),
  );
});

test('says which tests are flaky', () => {
  const cases = suitesOf(renderJunit(ordinary(), nothingWritten)).flatMap(casesOf);
  const flaky = cases.filter((one) => JSON.stringify(one).includes('"flaky","value"'));
  expect(flaky.map(({ attributes }) => attributes.name)).toEqual(['flaky']);
  expect(JSON.stringify(flaky[0])).toContain('{"name":"flaky","value":"1 of 2 failed"}');
});

test('tests that had no turn are skipped, and say why', () => {
  const root = parseXml(renderJunit(cutShort(), nothingWritten));
  expect(root.attributes).toMatchObject({ tests: '3', failures: '0', errors: '0', skipped: '2' });
  const outcomes = childrenOf(root, 'testsuite')
    .flatMap(casesOf)
    .map(({ children }) => children[0]);
  expect(outcomes.slice(1)).toMatchObject([
    { name: 'skipped', attributes: { message: 'not run: the run was interrupted while it ran' } },
    { name: 'skipped', attributes: { message: 'not run: the run was interrupted before its turn' } },
  ]);
});
