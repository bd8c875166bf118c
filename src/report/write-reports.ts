import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import type { Results } from '../model/results.ts';
import { briefResults } from './brief-results.ts';
import type { Renderers } from './renderers.ts';
import { briefLimits, type ReportContext, reportContext } from './report-context.ts';
import type { Reserve } from './reserve.ts';

export interface WritingMeans {
  /** Given back when the disk is full. */
  reserve?: Reserve | undefined;
  /** Reads outputs; without it, each from its file. */
  readTail?: ReportContext['readTail'];
}

/**
 * Writes reports into the output folder. Each is written to another name and then renamed, so a reader always finds a
 * whole one. One that cannot be written keeps none of the others from it.
 *
 * @param folder the output folder, relative to the working folder or absolute; made when it does not exist
 * @param renderers of those to write
 * @returns whether they hold all that they could: on a full disk they do without outputs, kernel logs and subtests
 * @throws UmlRunError `report-unwritable`, after the last
 */
export function writeReports(results: Results, folder: string, renderers: Renderers): boolean {
  const writing = reportsInPieces(results, folder, renderers);
  for (;;) {
    const step = writing.next();
    if (step.done) return step.value;
  }
}

/**
 * As `writeReports`, which does all at once: each step renders one piece. One that is ended early (`return`) leaves the
 * reports that it has not got to as they were.
 */
export function* reportsInPieces(
  results: Results,
  folder: string,
  renderers: Renderers,
  { reserve, readTail }: WritingMeans = {},
): Generator<void, boolean> {
  const context = reportContext(folder, readTail);
  let form = { results, context, isWhole: true };
  const failures: { path: string; failure: unknown }[] = [];
  for (const [name, render] of Object.entries(renderers)) {
    const path = join(resolve(folder), name);
    let failure = yield* thrownBy(writeWhole(path, () => render(form.results, form.context)));
    if (form.isWhole && isDiskFull(failure)) {
      reserve?.release();
      form = { results: briefResults(results), context: { ...context, limits: briefLimits }, isWhole: false };
      failure = yield* thrownBy(writeWhole(path, () => render(form.results, form.context)));
    }
    if (failure !== undefined) failures.push({ path, failure });
  }
  const [first] = failures;
  if (!first) return form.isWhole;
  const texts = failures.map(({ path, failure }) => `cannot write report "${path}": ${messageOf(failure, path)}`);
  throw new UmlRunError('report-unwritable', texts.join('; '), { cause: first.failure });
}

function* thrownBy(work: Generator<void, void>): Generator<void, unknown> {
  try {
    yield* work;
    return undefined;
  } catch (error) {
    return error;
  }
}

function* writeWhole(path: string, render: () => Iterable<string>): Generator<void, void> {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    makeFolder(dirname(path));
    yield* writePieces(aside, render());
    renameSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Characters. Most pieces are small. */
const writtenAtOnce = 64 << 10;

function* writePieces(path: string, pieces: Iterable<string>): Generator<void, void> {
  const file = openSync(path, 'w');
  try {
    let text = '';
    for (const piece of pieces) {
      text += piece;
      if (text.length >= writtenAtOnce) {
        writeFileSync(file, text);
        text = '';
      }
      yield;
    }
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}
