import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { renderHtml as piecesOfHtml } from '../../src/report/html.ts';
import { defaultLimits } from '../../src/report/report-context.ts';
import {
  allWrote,
  contextOf,
  cutShort,
  detailed,
  hostile,
  hostileTexts,
  large,
  nothingWritten,
  ordinary,
  outputFolder,
  results,
} from '../support/sample-results.ts';

const renderHtml = (...given: Parameters<typeof piecesOfHtml>) => [...piecesOfHtml(...given)].join('');

const tagsOf = (page: string) => [...page.matchAll(/<(\/?[a-z!][^\s>]*)([^>]*)>/gi)];

test('has a cell for each test on each kernel, which leads to its details', () => {
  const page = renderHtml(ordinary(), nothingWritten);
  expect(page).toContain('<a class="failed" href="#test-1-0">exit 3</a>');
  expect(page).toContain('<section class="detail" id="test-1-0">');
  const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, target]) => target!);
  expect(targets.length).toBeGreaterThan(20);
  for (const target of targets) expect(page.split(` id="${target}"`)).toHaveLength(2);
  expect(page).toContain('<td class="soft">not run</td>');
});

test('says of each row which verdicts are in it, for the filter', () => {
  const page = renderHtml(ordinary(), nothingWritten);
  expect(page).toMatch(/class="with-passed with-errored"><th scope="row" class="name">exit-0</);
  for (const name of ['all', 'passed', 'failed', 'skipped', 'errored']) {
    expect(page).toContain(`type="radio" name="filter" id="${name}"`);
    expect(page).toContain(`<label for="${name}"`);
  }
});

test('has a filter for tests that had no turn, where there are any', () => {
  const page = renderHtml(cutShort(), nothingWritten);
  expect(page).toContain('<a class="not-run" href="#test-2-0">not run</a>');
  expect(page).toContain('<label for="not-run" class="not-run">not run 2</label>');
  expect(page).toContain('<label for="errored" class="errored">errored 0</label>');
  expect(page).toMatch(/class="with-not-run"><th scope="row" class="name">later</);
  expect(page).toContain('<strong class="not-run">not run</strong>');
  expect(renderHtml(ordinary(), nothingWritten)).not.toContain('for="not-run"');
});

test('shows outputs, the kernel log and subtests in the details', () => {
  const sample = ordinary();
  const folder = outputFolder(sample, ({ name }) => `\x1b[31mthe words of ${name}\x1b[0m`);
  const page = renderHtml(sample, contextOf(folder));
  expect(page).toContain('<pre>the words of kasan</pre>');
  expect(page).toContain(
    '<pre>BUG: KASAN: use-after-free in kfree+0x10/0x20\nCall Trace:\n dump_stack+0x1c/0x2a</pre>',
  );
  expect(page).toContain('<dt class="failed">failed</dt><dd>closes: got -1</dd>');
  expect(page).toContain('href="./logs/5.10.209/kasan.stdout"');
});

test('allows itself one style sheet by its digest, no script, and nothing from elsewhere', () => {
  const page = renderHtml(ordinary(), nothingWritten);
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)!;
  const [, style] = /<style>([\s\S]*)<\/style>/.exec(page)!;
  const digest = createHash('sha256').update(style!).digest('base64');
  expect(policy).toBe(`default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`);
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\sstyle=|\ssrc=|\son\w+=|url\(|@import|https?:/i);
});

test('lets no text be taken for markup', () => {
  const sample = hostile();
  const page = renderHtml(sample, allWrote(hostileTexts.join('\n')));
  const plain = renderHtml(ordinary(), nothingWritten);
  const known = new Set([...tagsOf(plain).map(([, name]) => name), 'pre', '/pre', '/a']);
  for (const [tag, name, attributes] of tagsOf(page)) {
    expect(known, tag).toContain(name);
    expect(attributes, tag).toMatch(/^( [a-z-]+(="[^"<]*")?)*$/);
  }
  expect(page.match(/<section/g)).toHaveLength(sample.tests.length);
  expect(page.match(/<\/section/g)).toHaveLength(sample.tests.length);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
});

test('links only into the output folder', () => {
  const sample = hostile();
  sample.tests[0]!.stdout = 'javascript:alert(1)//"><b>\ud800';
  const page = renderHtml(sample, { ...nothingWritten, readTail: () => ({ bytes: Buffer.from('x'), omitted: 0 }) });
  for (const [, address] of page.matchAll(/href="([^"]*)"/g)) expect(address).toMatch(/^(#|\.\/[\w%()./-]*$)/);
});

test('stays of a size that a browser can open', () => {
  expect(renderHtml(large(), allWrote('x'.repeat(10_000))).length).toBeLessThan(12 << 20);
});

test('shares the room for details among many tests, counts what is left out, and shows failures first', () => {
  const page = renderHtml(detailed(40), contextOf('/nonexistent', { ...defaultLimits, details: 400_000 }));
  expect(page.length).toBeLessThan(1_000_000);
  expect(page.match(/: the only one</g)).toHaveLength(40);
  expect(page).toMatch(/<p class="soft">9991 more subtests not shown: see stdout</);
  expect(page).toMatch(/\n\[\d+ more lines\]<\/pre>/);
});

test('is a page even of nothing', () => {
  expect(renderHtml(results([], []), nothingWritten)).toContain('0 tests on 0 kernels: nothing ran');
});
