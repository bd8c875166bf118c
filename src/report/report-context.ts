import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { placeOf } from './location.ts';

/** What a report may use besides the results. It is the same for all reports, and lets them do without I/O. */
export interface ReportContext {
  /** The output folder, as people should see it. */
  output: string;
  /** Absolute path of the folder that paths of programs are shown relative to, where they lie in it. */
  folder: string;
  limits: Limits;
  /**
   * The last bytes of a file with a test's output.
   *
   * @param path relative to the output folder, as in the results
   * @param bytes maximum
   * @returns nothing, with nothing omitted, where there is no such file
   */
  readTail(path: string, bytes: number): StreamTail;
}

/** What the report on a terminal may use. */
export interface TerminalContext extends ReportContext {
  /** Width of the terminal, in columns. */
  columns: number;
  colours: boolean;
  /** Without the table and the kernels. */
  quiet: boolean;
  /** Each report is in the output folder. */
  isReported: boolean;
  /** What runs the tests in the same order, in words for the user, where there is a command line for it. */
  repeat?: string | undefined;
}

export interface StreamTail {
  bytes: Uint8Array;
  /** How many bytes of the file come before these. */
  omitted: number;
}

/** How much of everything a report may hold. Sizes are in bytes, except those of annotations. */
export interface Limits {
  /** Tail of one stream of one test in junit.xml and report.html: of one that did not pass, and of one that did. */
  tail: { bad: number; good: number };
  /** All tails together in one report, about: where they would be more, each is shorter. */
  tails: number;
  /**
   * Kernel logs of all tests in junit.xml and report.html, about, and as much for their subtests: where they would be more,
   * each is shorter.
   */
  details: number;
  /** summary.md as a whole. GitHub drops a step summary above 1 MiB. */
  summary: number;
  /** Tail of one stream in summary.md and in an annotation. */
  excerpt: number;
  /** GitHub shows 10 annotations of each kind for a step, of 4,096 characters each. */
  annotations: { count: number; characters: number };
  /** On the terminal: tests shown with their output, lines of each output, and rows of the final table. */
  terminal: { failures: number; lines: number; rows: number };
}

export const defaultLimits: Limits = {
  tail: { bad: 32 << 10, good: 2 << 10 },
  tails: 8 << 20,
  details: 16 << 20,
  summary: 1_000_000,
  excerpt: 2 << 10,
  annotations: { count: 10, characters: 4096 },
  terminal: { failures: 20, lines: 12, rows: 60 },
};

/** For a disk that has no more room: nothing that a test wrote, which is in its files if it is anywhere. */
export const briefLimits: Limits = {
  ...defaultLimits,
  tail: { bad: 0, good: 0 },
  summary: 64 << 10,
  excerpt: 0,
};

/**
 * The context of the reports about an output folder, with the default limits.
 *
 * @param output the output folder, relative to the working folder or absolute
 */
export function reportContext(output: string, readTail = tailReader(resolve(output))): ReportContext {
  const folder = process.cwd();
  return { output: placeOf(resolve(output), folder), folder, limits: defaultLimits, readTail };
}

/** @returns a context's reader of tails, from the files in an output folder */
export function tailReader(folder: string): ReportContext['readTail'] {
  return (path, bytes) => {
    try {
      return readTail(join(folder, path), bytes);
    } catch {
      // A test that never started may have no files; a report without its output is better than none.
      return { bytes: new Uint8Array(), omitted: 0 };
    }
  };
}

function readTail(path: string, bytes: number): StreamTail {
  // One that is a FIFO by now is not waited for.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - from);
    const read = readSync(file, buffer, 0, buffer.length, from);
    return { bytes: buffer.subarray(0, read), omitted: from };
  } finally {
    closeSync(file);
  }
}
