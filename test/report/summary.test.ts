import { expect, test } from 'vitest';
import type { TestResult } from '../../src/model/results.ts';
import { defaultLimits } from '../../src/report/report-context.ts';
import { renderSummary } from '../../src/report/summary.ts';
import {
  contextOf,
  cutShort,
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

/** What is left of Markdown when blocks and spans of code are taken out, as a reader of Markdown does it. */
function withoutCode(markdown: string): string {
  const lines: string[] = [];
  let fence = '';
  for (const line of markdown.split('\n')) {
    const ticks = /^(`{3,})(text)?$/.exec(line)?.[1] ?? '';
    if (fence !== '') fence = ticks.length >= fence.length && !line.endsWith('text') ? '' : fence;
    else if (ticks !== '' && line.endsWith('text')) fence = ticks;
    else lines.push(line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, 'CODE'));
  }
  expect(fence).toBe('');
  return lines.join('\n');
}

test('shows totals, tests × kernels, problems and kernels', () => {
  const text = renderSummary(ordinary(), nothingWritten);
  expect(text).toMatch(/^## 11 tests on 2 kernels: 2 passed, 5 failed, 1 skipped, 6 errored \(1 flaky\)\n/);
  expect(text).toContain('| test | `5.10.209` | `7.2.0` |\n|---|---|---|\n| `exit-0` | ✅ passed | 💥 no boot |\n');
  expect(text).toContain('| `flaky` | ✅ passed, flaky 1/2 | – |');
  expect(text).toContain('<summary>❌ <code>signal-segv</code> on 5.10.209: killed by SIGSEGV</summary>');
  expect(text).toContain('kernel log:\n\n```text\nBUG: KASAN: use-after-free in kfree+0x10/0x20\nCall Trace:\n');
  expect(text).toContain('- `7.2.0`: Debian package user-mode-linux 7.2.0-1 (bookworm), did not boot\n');
});

test('names the flaky tests', () => {
  expect(renderSummary(ordinary(), nothingWritten)).toContain('### Flaky\n\n- `flaky` on `5.10.209`: 1 of 2 failed\n');
});

test('tells of a kernel that did not boot once', () => {
  const text = renderSummary(ordinary(), nothingWritten);
  expect(text.match(/the kernel did not boot/g)).toHaveLength(1);
  expect(text).toContain('<code>exit-0</code> and 1 more test on 7.2.0: the kernel did not boot');
});

test('counts tests that had no turn, and does not call them errors', () => {
  const text = renderSummary(cutShort(), nothingWritten);
  expect(text).toMatch(/^## 3 tests on 1 kernel: 1 passed, 2 not run; the run was interrupted\n/);
  expect(text).toContain('| `later` | ⏹️ not run |');
  expect(text).not.toMatch(/What did not pass|errored/);
});

test('names the slowest of many tests', () => {
  const tests = Array.from({ length: 21 }, (_, index) =>
    testResult(`t${index}`, '7.2.0', 'passed', 'exit', { seconds: index / 2 }),
  );
  const summary = (some: TestResult[]) => renderSummary(results([kernel('7.2.0')], some), nothingWritten);
  expect(summary(tests)).toContain('### Slowest\n\n- 10 s: `t20` on `7.2.0`\n- 9.50 s: `t19` on `7.2.0`\n');
  expect(summary(tests.slice(1))).not.toContain('Slowest');
});

test('ends blocks of output only where it ends them itself', () => {
  const sample = ordinary();
  const folder = outputFolder(sample, () => '````\n```\n</details>\n# owned\n');
  const text = renderSummary(sample, contextOf(folder));
  expect(withoutCode(text)).not.toContain('owned');
});

test('lets no text be taken for markup', () => {
  const sample = hostile();
  const folder = outputFolder(sample, () => hostileTexts.join('\n'));
  const rest = withoutCode(renderSummary(sample, contextOf(folder)));
  const tags = new Set(rest.match(/<[^>]*>?/g));
  expect(tags).toEqual(new Set(['<details>', '</details>', '<summary>', '</summary>', '<code>', '</code>']));
  const outsideOfHtml = rest.replace(/^<details>.*$/gm, '');
  expect(outsideOfHtml).not.toMatch(/[[\]!*@~]|https?:\/\/|_it_|<br>|^#+ (?!\d+ tests|What|Guests|Kernels)/m);
  const rows = rest.split('\n').filter((line) => line.startsWith('| '));
  const ofTests = 1 + hostileTexts.length * 2;
  expect(rows).toHaveLength(ofTests + 1 + hostileTexts.length);
  for (const row of rows.slice(0, ofTests)) expect(row.split('|')).toHaveLength(5);
  for (const row of rows.slice(ofTests)) expect(row.split('|')).toHaveLength(8);
});

test('is never longer than its limit, and counts what it leaves out', () => {
  const sample = large(3000);
  const text = renderSummary(sample, nothingWritten);
  expect(Buffer.byteLength(text)).toBeLessThan(1 << 20);
  const small = renderSummary(sample, contextOf('/nonexistent', { ...defaultLimits, summary: 20_000 }));
  expect(Buffer.byteLength(small)).toBeLessThanOrEqual(20_000);
  const [, rows] = /The table is too long for this page: (\d+) more tests/.exec(small)!;
  expect(Number(rows) + small.match(/^\| `test-/gm)!.length).toBe(3000);
  const [, problems] = /Not shown here: (\d+) more problems/.exec(small)!;
  expect(Number(problems) + small.match(/<details>/g)!.length).toBe(1200);
});

test('shows tests with problems first where the table is too long', () => {
  const small = renderSummary(large(1000), contextOf('/nonexistent', { ...defaultLimits, summary: 10_000 }));
  expect(small).toContain('|---|---|---|---|---|\n| `test-3` | ❌ exit 3 |');
  expect(small).not.toContain('| `test-0` |');
});

test('keeps to the limit when everything is hostile and long', () => {
  const sample = hostile();
  const folder = outputFolder(sample, () => '`'.repeat(100_000));
  const text = renderSummary(sample, contextOf(folder, { ...defaultLimits, summary: 50_000 }));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(50_000);
  withoutCode(text);
});

test('says so when nothing ran', () => {
  expect(renderSummary(results([], []), nothingWritten)).toBe('## 0 tests on 0 kernels: nothing ran\n\n');
});
