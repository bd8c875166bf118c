import type { Results, TestResult } from '../model/results.ts';
import { type Paint, painter } from './colors.ts';
import { formatTerminalPeers } from './peer-table.ts';
import { cutEnd, cutMiddle, oneLine } from './plain-text.ts';
import {
  badAttempts,
  count,
  formatAlike,
  formatBoot,
  formatSeconds,
  formatTotals,
  hasLateProblem,
  isFlaky,
  type Problem,
  problemsOf,
} from './problems.ts';
import type { TerminalContext } from './report-context.ts';
import { slowestOf } from './slowest.ts';
import { excerptText, kernelExcerpt } from './tail.ts';
import { formatTerminalTable } from './terminal-table.ts';
import { fitEnd, padEnd, widthOf } from './width.ts';

const maxName = 200;

/**
 * What the terminal shows at the end: what did not pass, the table of tests × kernels, the slowest tests, totals, and
 * where the report lies.
 */
export function renderTerminal(results: Results, context: TerminalContext): string {
  const paint = painter(context.colours);
  const again = context.repeat !== undefined && context.isReported && hasLateProblem(results);
  const parts = [
    ...formatProblems(problemsOf(results), paint, context),
    ...(context.quiet
      ? []
      : [
          formatTerminalTable(results, paint, context),
          formatSlowest(results, paint),
          formatTerminalPeers(results, context.columns, paint),
          formatKernels(results, paint),
        ]),
    `${paint('bold', formatTotals(results))}\n${whereReported(context)}\n${again ? `same order again: ${context.repeat}\n` : ''}`,
  ];
  return withoutCommands(`\n${parts.filter((part) => part !== '').join('\n')}`);
}

function whereReported({ output, isReported }: TerminalContext): string {
  return isReported ? `report: ${oneLine(output)}/report.html` : 'not every report could be written: see the warnings';
}

/** The line that is shown when a test ends. */
export function formatTestLine(test: TestResult, kernelWidth: number, paint: Paint): string {
  const parts = [
    paint(test.verdict, test.verdict.padEnd('errored'.length)),
    padEnd(oneLine(test.kernel), kernelWidth),
    formatSeconds(test.seconds).padStart('0.000 s'.length),
    oneLine(cutMiddle(test.name, maxName)),
  ];
  const flaky = isFlaky(test) ? `: flaky, ${badAttempts(test)}` : '';
  const message = test.verdict === 'passed' ? flaky : `: ${oneLine(cutEnd(test.message, 300))}`;
  return withoutCommands(`${parts.join('  ')}${message}`);
}

/**
 * A runner takes a line that begins with `::`, or has `##[` in it, as a command from this step: such a line is broken.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^([^\S\n\r\u2028\u2029]*):(?=:)/gm, '$1: ').replaceAll('##[', '## [');
}

function formatProblems(problems: Problem[], paint: Paint, context: TerminalContext): string[] {
  const shown = problems.slice(0, context.limits.terminal.failures);
  const left = problems.length - shown.length;
  return [
    ...shown.map((problem) => formatProblem(problem, paint, context)),
    ...(left > 0 ? [`${count(left, 'more problem')}: see the report\n`] : []),
  ];
}

function formatProblem(problem: Problem, paint: Paint, context: TerminalContext): string {
  const { test } = problem;
  const { lines } = context.limits.terminal;
  const name = paint('bold', oneLine(cutMiddle(test.name, maxName)));
  const message = oneLine(cutEnd(test.message, 500));
  const sections: [string, string[]][] = [
    ['kernel log', kernelExcerpt(test.kernelLog, lines * 2, context.columns)],
    [`stdout  ${test.stdout}`, lastLines(test.stdout, context)],
    [`stderr  ${test.stderr}`, lastLines(test.stderr, context)],
  ];
  const width = context.columns - '  | '.length;
  const body = sections
    .filter(([, text]) => text.length > 0)
    .map(([label, text]) => {
      const quoted = text.map((line) => `  ${paint('dim', '|')} ${fitEnd(line.replaceAll('\t', '    '), width)}\n`);
      return `  ${paint('dim', oneLine(label))}\n${quoted.join('')}`;
    });
  return `${paint(test.verdict, test.verdict)}  ${name}${formatAlike(problem)} on ${oneLine(test.kernel)}: ${message}\n${body.join('')}`;
}

function lastLines(path: string, context: TerminalContext): string[] {
  const { lines } = context.limits.terminal;
  const text = excerptText(path, context.limits.excerpt, context, lines);
  return text === '' ? [] : text.split('\n');
}

function formatSlowest(results: Results, paint: Paint): string {
  const slowest = slowestOf(results);
  if (slowest.length === 0) return '';
  const times = slowest.map(({ seconds }) => formatSeconds(seconds));
  const timeWidth = Math.max(...times.map((time) => time.length));
  const kernelWidth = Math.max(...slowest.map(({ kernel }) => widthOf(oneLine(kernel))));
  const lines = slowest.map(({ name, kernel }, index) => {
    const columns = [times[index]?.padStart(timeWidth), padEnd(oneLine(kernel), kernelWidth)];
    return `${[...columns, oneLine(cutMiddle(name, maxName))].join('  ')}\n`;
  });
  return `${paint('bold', 'slowest')}\n${lines.join('')}`;
}

function formatKernels(results: Results, paint: Paint): string {
  const lines = results.kernels.map((kernel) => {
    return `${paint('dim', `${oneLine(kernel.name)}: ${oneLine(kernel.source)}, ${formatBoot(kernel, results)}`)}\n`;
  });
  return lines.join('');
}
