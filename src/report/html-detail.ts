import type { Subtest, TestResult } from '../model/results.ts';
import { fileLink, html } from './html-text.ts';
import { placeOf } from './location.ts';
import { oneLine } from './plain-text.ts';
import { badAttempts, count, formatSeconds, isFlaky } from './problems.ts';
import type { ReportContext } from './report-context.ts';
import { standingOf, wordsOf } from './standing.ts';
import { detailBytes, kernelExcerpt, tailBytes, tailText } from './tail.ts';
import { fill, fillLines } from './template.ts';

/** Where a test's cell is in the table, and how many results share the page. */
export interface CellPosition {
  row: number;
  column: number;
  tests: number;
}

/**
 * What there is to know about one test on one kernel: shown when its address, `#test-<row>-<column>`, is the page's.
 */
export function formatDetail(test: TestResult, { row, column, tests }: CellPosition, context: ReportContext): string {
  const standing = standingOf(test);
  const bytes = tailBytes(test, tests, context.limits);
  const details = detailBytes(tests, context.limits);
  const log = fillLines(kernelExcerpt(test.kernelLog, 400, 1000), details, (line) => line);
  return `<section class="detail" id="test-${row}-${column}">
<a class="close" href="#row-${row}">close</a>
<h2 class="name">${html(oneLine(test.name))}</h2>
<p><strong class="${standing}">${wordsOf(standing)}</strong> on <code>${html(oneLine(test.kernel))}</code>: ${html(oneLine(test.message))}</p>
${formatFacts(test, context)}
${formatSubtests(test, details)}${formatBlock('Kernel log', log.slice(0, -1))}${formatStream('stdout', test.stdout, tailText(test.stdout, bytes, context))}${formatStream('stderr', test.stderr, tailText(test.stderr, bytes, context))}</section>
`;
}

function formatFacts(test: TestResult, context: ReportContext): string {
  const facts: [string, string | null][] = [
    ['program', placeOf(test.program, context.folder)],
    ['reason', test.reason],
    ['exit code', test.exitCode === null ? null : String(test.exitCode)],
    ['signal', test.signal],
    ['time', formatSeconds(test.seconds)],
    ['attempts', test.attempts > 1 ? String(test.attempts) : null],
    ['flaky', isFlaky(test) ? badAttempts(test) : null],
  ];
  const entries = facts.map(([name, value]) =>
    value === null ? '' : `<dt>${name}</dt><dd>${html(oneLine(value))}</dd>`,
  );
  return `<dl>${entries.join('')}</dl>`;
}

/** Where not all fit, those that did not pass come first. */
function formatSubtests({ subtests, subtestsLeftOut = 0 }: TestResult, bytes: number): string {
  if (subtests.length + subtestsLeftOut === 0) return '';
  const all = fill(subtests, bytes, formatSubtest);
  const { text, left } = all.left === 0 ? all : fill(subtests.toSorted(worstFirst), bytes, formatSubtest);
  const more = left + subtestsLeftOut;
  const note = more === 0 ? '' : `<p class="soft">${count(more, 'more subtest')} not shown: see stdout</p>\n`;
  return `<h3>Subtests</h3>\n<dl>${text}</dl>\n${note}`;
}

function formatSubtest({ name, verdict, reason }: Subtest): string {
  const because = reason === '' ? '' : `: ${html(oneLine(reason))}`;
  return `<dt class="${verdict}">${verdict}</dt><dd>${html(oneLine(name))}${because}</dd>`;
}

function worstFirst(a: Subtest, b: Subtest): number {
  return Number(b.verdict === 'failed') - Number(a.verdict === 'failed');
}

function formatBlock(title: string, text: string): string {
  return text === '' ? '' : `<h3>${title}</h3>\n<pre>${html(text)}</pre>\n`;
}

/** The tail of a stream, with a link to the whole of it. */
function formatStream(title: string, path: string, text: string): string {
  if (text === '') return `<h3>${title}</h3>\n<p class="soft">empty</p>\n`;
  return formatBlock(`${title} ${fileLink(path, 'whole file')}`, text);
}
