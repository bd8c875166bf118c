import type { TestResult } from '../model/results.ts';
import { cutEnd, printable } from './plain-text.ts';
import type { Limits, ReportContext, StreamTail } from './report-context.ts';

/** The end of what a test wrote to one of its streams, harmless, with a line that says what comes before it. */
export function tailText(path: string, bytes: number, context: ReportContext): string {
  const tail = context.readTail(path, bytes);
  if (tail.bytes.length === 0) return '';
  const text = printable(decode(tail));
  return tail.omitted === 0 ? text : `[${tail.omitted} bytes before this are not shown]\n${text}`;
}

/**
 * `tailText` for an excerpt, which begins with the lines that tell where a sanitizer's report is longer: what is wrong is
 * said first, and long maps of the memory follow.
 * @param lines at most so many, if given
 */
export function excerptText(
  path: string,
  bytes: number,
  context: ReportContext,
  lines = Number.POSITIVE_INFINITY,
): string {
  const end = tailText(path, bytes, context).trimEnd();
  const shown = end === '' ? [] : end.split('\n').slice(-lines);
  const head = reportHead(path, context);
  if (head.length === 0 || head.every((line) => shown.includes(line))) return shown.join('\n');
  const rest = lines - head.length - 1;
  return [...head, '[...]', ...shown.filter((line) => !head.includes(line)).slice(-rest)].join('\n');
}

/** How far from its end a stream is looked through for a sanitizer's report. */
const searchedBytes = 64 << 10;

/** `==42==ERROR: AddressSanitizer: ...`, `==42==Shadow memory range ...`, `WARNING: ThreadSanitizer: ... (pid=42)` */
const reportBegins =
  /^==\d+==\s*(?:(?:ERROR|FATAL|WARNING): \S*Sanitizer|Shadow memory range )|^(?:FATAL|WARNING): \S*Sanitizer: /;

/** The first two lines of the first report there is; none without one. */
function reportHead(path: string, context: ReportContext): string[] {
  const lines = tailText(path, searchedBytes, context)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const at = lines.findIndex((line) => reportBegins.test(line));
  return at < 0 ? [] : lines.slice(at, at + 2).map((line) => cutEnd(line, 300));
}

/** Invalid UTF-8 becomes U+FFFD; a character that the cut went through is left out. */
function decode({ bytes, omitted }: StreamTail): string {
  let from = 0;
  while (omitted > 0 && from < 3 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(from));
}

/** How many bytes of a test's stream a report may show, by its number of tests. */
export function tailBytes(test: TestResult, tests: number, { tail, tails }: Limits): number {
  const wanted = test.verdict === 'passed' ? tail.good : tail.bad;
  return Math.min(wanted, Math.max(256, Math.floor(tails / (2 * tests))));
}

/** How many bytes of a test's kernel log, and of its subtests, a report may show, by its number of tests. */
export function detailBytes(tests: number, { details }: Limits): number {
  return Math.max(4 << 10, Math.floor(details / tests));
}

/** The beginning of what the kernel said, harmless: that is where a splat says what is wrong. */
export function kernelExcerpt(log: string[], lines: number, characters: number): string[] {
  const shown = log.slice(0, lines).map((line) => cutEnd(printable(line).replaceAll('\n', ' '), characters));
  return log.length > lines ? [...shown, `[${log.length - lines} more lines]`] : shown;
}
