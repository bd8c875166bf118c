import type { Results } from '../model/results.ts';
import { html } from './html-text.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';
import { hasProblem, type MatrixRow, matrixOf } from './matrix.ts';
import { formatMarkdownPeers } from './peer-table.ts';
import { cutEnd, cutMiddle, oneLine } from './plain-text.ts';
import {
  badAttempts,
  count,
  formatAlike,
  formatBoot,
  formatSeconds,
  formatTotals,
  isFlaky,
  outcomeOf,
  type Problem,
  problemsOf,
} from './problems.ts';
import type { ReportContext } from './report-context.ts';
import { slowestOf } from './slowest.ts';
import { type Standing, standingOf } from './standing.ts';
import { excerptText, kernelExcerpt } from './tail.ts';
import { fill } from './template.ts';

const signs: Record<Standing, string> = { passed: '✅', failed: '❌', skipped: '⏭️', errored: '💥', 'not-run': '⏹️' };
const maxName = 160;

/**
 * `summary.md`: totals, the table of tests × kernels, what went wrong, the slowest tests, and the guests beside them, in
 * Markdown. Never longer than the limit: the table takes at most half of it, and a note counts what did not fit.
 */
export function renderSummary(results: Results, context: ReportContext): string {
  const limit = context.limits.summary;
  const head = `## ${formatTotals(results)}\n\n`;
  const table = formatTable(results, limit / 2);
  const kernels = formatKernels(results, limit / 8);
  const peers = formatMarkdownPeers(results, limit / 16);
  const flaky = formatFlaky(results, limit / 16);
  const slowest = formatSlowest(results);
  const used = Buffer.byteLength(head + table + kernels + peers + flaky + slowest);
  const problems = formatProblems(problemsOf(results), limit - used, context);
  return head + table + problems + flaky + slowest + peers + kernels;
}

/** Where not all rows fit, those with a problem come first. */
function formatTable(results: Results, bytes: number): string {
  const { columns, rows } = matrixOf(results);
  if (rows.length === 0) return '';
  const names = columns.map((name) => ` ${markdownCode(cutMiddle(name, maxName), 'cell')} |`).join('');
  const head = `| test |${names}\n|---|${'---|'.repeat(columns.length)}\n`;
  const free = bytes - Buffer.byteLength(head) - 200;
  const whole = fill(rows, free, formatRow);
  if (whole.left === 0) return `${head}${whole.text}\n`;
  const worstFirst = rows.toSorted((a, b) => Number(hasProblem(b)) - Number(hasProblem(a)));
  const { text, left } = fill(worstFirst, free, formatRow);
  return `${head}${text}\nThe table is too long for this page: ${count(left, 'more test')} in \`report.html\`.\n\n`;
}

function formatRow({ name, cells }: MatrixRow): string {
  const outcomes = cells.map(
    (cell) => ` ${cell ? `${signs[standingOf(cell)]} ${markdownText(outcomeOf(cell))}` : '–'} |`,
  );
  return `| ${markdownCode(cutMiddle(name, maxName), 'cell')} |${outcomes.join('')}\n`;
}

function formatProblems(problems: Problem[], bytes: number, context: ReportContext): string {
  if (problems.length === 0) return '';
  const open = problems.length <= 3;
  const excerpt = Math.max(256, Math.min(context.limits.excerpt, Math.floor(bytes / 8 / problems.length)));
  const { text, left } = fill(problems, bytes - 200, (problem) => formatProblem(problem, excerpt, open, context));
  const note = `\nNot shown here: ${count(left, 'more problem')}, in \`report.html\`.\n\n`;
  return `### What did not pass\n\n${text}${left > 0 ? note : ''}`;
}

function formatProblem(problem: Problem, excerpt: number, open: boolean, context: ReportContext): string {
  const { test } = problem;
  const title = `<code>${html(oneLine(cutMiddle(test.name, maxName)))}</code>${formatAlike(problem)} on ${html(oneLine(test.kernel))}`;
  const message = html(oneLine(cutEnd(test.message, 500)));
  const details = [
    formatBlock('stdout', excerptText(test.stdout, excerpt, context)),
    formatBlock('stderr', excerptText(test.stderr, excerpt, context)),
    formatBlock('kernel log', kernelExcerpt(test.kernelLog, 40, 200).join('\n')),
  ].join('');
  return `<details${open ? ' open' : ''}><summary>${signs[test.verdict]} ${title}: ${message}</summary>

${details === '' ? 'It wrote nothing.\n\n' : details}</details>

`;
}

function formatBlock(label: string, text: string): string {
  return text === '' ? '' : `${label}:\n\n${markdownBlock(text)}\n`;
}

function formatFlaky(results: Results, bytes: number): string {
  const tests = results.tests.filter(isFlaky);
  if (tests.length === 0) return '';
  const { text, left } = fill(tests, bytes, (test) => {
    const name = markdownCode(cutMiddle(test.name, maxName), 'text');
    return `- ${name} on ${markdownCode(test.kernel, 'text')}: ${badAttempts(test)}\n`;
  });
  return `### Flaky\n\n${text}${left > 0 ? `- ${left} more\n` : ''}\n`;
}

function formatSlowest(results: Results): string {
  const lines = slowestOf(results).map(({ name, kernel, seconds }) => {
    const test = markdownCode(cutMiddle(name, maxName), 'text');
    return `- ${formatSeconds(seconds)}: ${test} on ${markdownCode(cutMiddle(kernel, maxName), 'text')}\n`;
  });
  return lines.length === 0 ? '' : `### Slowest\n\n${lines.join('')}\n`;
}

function formatKernels(results: Results, bytes: number): string {
  if (results.kernels.length === 0) return '';
  const { text } = fill(results.kernels, bytes, (kernel) => {
    const source = markdownText(cutEnd(kernel.source, 300));
    return `- ${markdownCode(cutMiddle(kernel.name, maxName), 'text')}: ${source}, ${formatBoot(kernel, results)}\n`;
  });
  return `### Kernels\n\n${text}${formatRootfs(results)}`;
}

function formatRootfs({ rootfs }: Results): string {
  if (!rootfs) return '';
  const source = markdownText(cutEnd(rootfs.source, 300));
  return `- rootfs ${markdownCode(cutMiddle(rootfs.spec, maxName), 'text')}: ${source}\n`;
}
