import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { messageOf, UmlRunError } from '../model/errors.ts';
import type { Results } from '../model/results.ts';
import { renderJson } from '../results/results-json.ts';
import { renderHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { type ReportContext, reportContext } from './report-context.ts';
import { renderSummary } from './summary.ts';

/** Each gives its text in pieces, which are written as they come. */
const renderers = {
  'results.json': renderJson,
  'junit.xml': (results, context) => [renderJunit(results, context)],
  'summary.md': (results, context) => [renderSummary(results, context)],
  'report.html': (results, context) => [renderHtml(results, context)],
} satisfies Record<string, (results: Results, context: ReportContext) => Iterable<string>>;

export type ReportName = keyof typeof renderers;

export const reportNames = Object.keys(renderers) as ReportName[];

/**
 * Writes reports into the output folder. Each is written to another name and then renamed, so a reader always finds a
 * whole one.
 *
 * It is synchronous: two calls cannot interleave, and a signal handler may call it.
 *
 * @param folder the output folder, relative to the working folder or absolute; made when it does not exist
 * @throws UmlRunError `report-unwritable`
 */
export function writeReports(results: Results, folder: string, which: readonly ReportName[] = reportNames): void {
  const context = reportContext(folder);
  for (const name of which) writeWhole(join(resolve(folder), name), renderers[name](results, context));
}

function writeWhole(path: string, pieces: Iterable<string>): void {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    makeFolder(dirname(path));
    writePieces(aside, pieces);
    renameSync(aside, path);
  } catch (cause) {
    rmSync(aside, { force: true });
    throw new UmlRunError('report-unwritable', `cannot write report "${path}": ${messageOf(cause)}`, { cause });
  }
}

function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of pieces) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}
