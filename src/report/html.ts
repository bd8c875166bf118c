import { createHash } from 'node:crypto';
import type { KernelResult, Results } from '../model/results.ts';
import { formatDetail } from './html-detail.ts';
import { style } from './html-style.ts';
import { html } from './html-text.ts';
import { type Matrix, type MatrixRow, matrixOf } from './matrix.ts';
import { formatHtmlPeers } from './peer-table.ts';
import { cutMiddle, oneLine } from './plain-text.ts';
import { formatBoot, formatTotals, outcomeOf } from './problems.ts';
import type { ReportContext } from './report-context.ts';
import { countsOf, type Standing, standingOf, standings, wordsOf } from './standing.ts';

/** In the table. The details have the whole name. */
const maxName = 300;

/**
 * `report.html`: the table of tests × kernels; a click on a cell shows what the test and the kernel wrote.
 *
 * One page with nothing from elsewhere and no script. What it allows itself is one style sheet, by its digest, so that
 * even text which got through as markup could do nothing.
 *
 * @returns the text in pieces
 */
export function* renderHtml(results: Results, context: ReportContext): Generator<string> {
  const matrix = matrixOf(results);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${html(formatTotals(results))}</title>
<style>${style}</style>
</head>
<body>
<h1>uml-run</h1>
<p>${html(formatTotals(results))}</p>
${formatFilters(results)}
`;
  yield* formatMatrix(matrix);
  yield `
${formatHtmlPeers(results)}<h3>Kernels</h3>
${results.kernels.map((kernel) => formatKernel(kernel, results)).join('')}${formatRootfs(results)}`;
  yield* formatDetails(matrix, results.tests.length, context);
  yield '</body>\n</html>\n';
}

function policy(): string {
  const digest = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}

function formatFilters(results: Results): string {
  const counts = { all: results.tests.length, ...countsOf(results) };
  const choices: ('all' | Standing)[] = ['all', ...standings.filter((one) => one !== 'not-run' || counts[one] > 0)];
  const inputs = choices.map((name) => {
    const checked = name === 'all' ? ' checked' : '';
    return `<input class="filter" type="radio" name="filter" id="${name}"${checked}>`;
  });
  const labels = choices.map((name) => {
    const words = name === 'all' ? name : wordsOf(name);
    return `<label for="${name}" class="${name}">${words} ${counts[name]}</label>`;
  });
  return `${inputs.join('')}\n<div class="filters">${labels.join('')}</div>`;
}

function* formatMatrix({ columns, rows }: Matrix): Generator<string> {
  const head = columns.map((name) => `<th scope="col">${html(oneLine(name))}</th>`).join('');
  yield `<div class="matrix"><table>
<thead><tr><th scope="col">test</th>${head}</tr></thead>
<tbody>
`;
  for (const [number, row] of rows.entries()) yield formatRow(row, number);
  yield '</tbody>\n</table></div>';
}

function formatRow({ name, cells }: MatrixRow, row: number): string {
  const classes = standings.filter((standing) => cells.some((cell) => cell && standingOf(cell) === standing));
  const outcomes = cells.map((cell, column) =>
    cell
      ? `<td><a class="${standingOf(cell)}" href="#test-${row}-${column}">${html(oneLine(outcomeOf(cell)))}</a></td>`
      : '<td class="soft">not run</td>',
  );
  return `<tr id="row-${row}" class="${classes.map((standing) => `with-${standing}`).join(' ')}"><th scope="row" class="name">${html(oneLine(cutMiddle(name, maxName)))}</th>${outcomes.join('')}</tr>\n`;
}

function* formatDetails({ rows }: Matrix, tests: number, context: ReportContext): Generator<string> {
  for (const [row, { cells }] of rows.entries())
    for (const [column, test] of cells.entries()) if (test) yield formatDetail(test, { row, column, tests }, context);
}

function formatRootfs({ rootfs }: Results): string {
  if (!rootfs) return '';
  return `<p>rootfs <code>${html(oneLine(rootfs.spec))}</code> ${html(oneLine(rootfs.source))}</p>\n`;
}

function formatKernel(kernel: KernelResult, results: Results): string {
  const boot = formatBoot(kernel, results);
  return `<p><code>${html(oneLine(kernel.name))}</code> ${html(oneLine(kernel.source))}, ${boot}<br>
<span class="soft">asked for as ${html(oneLine(kernel.spec))}; sha256 <code>${html(oneLine(kernel.sha256))}</code></span></p>\n`;
}
