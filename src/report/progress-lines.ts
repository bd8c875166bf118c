import { oneLine } from './plain-text.ts';
import { count } from './problems.ts';
import { type KernelProgress, rateOf } from './run-progress.ts';
import { fitEnd, fitMiddle, padEnd, widthOf } from './width.ts';

/** A place that a line of progress has to fit into, in characters of a terminal; both at least 1. */
export interface Room {
  columns: number;
  rows: number;
}

/**
 * A line a kernel, with the same things below each other, for a terminal: how many runs of tests are done and left, how
 * many a second, when all will be, guests, and what they run.
 */
export function progressTable(kernels: readonly KernelProgress[], now: number, { columns, rows }: Room): string[] {
  const shown = chooseKernels(kernels, rows);
  const table = shown.map((kernel) => [
    fitMiddle(oneLine(kernel.name), Math.max(8, Math.floor(columns / 4))),
    `${String(kernel.done).padStart(String(kernel.total).length)} done`,
    ...fieldsOf(kernel, now),
  ]);
  const widths = (table[0] ?? []).map((_, index) => Math.max(...table.map((fields) => widthOf(fields[index] ?? ''))));
  const lines = table.map((fields) => {
    const cells = fields.flatMap((field, index) => (widths[index] ? [padEnd(field, widths[index])] : []));
    return fitEnd(cells.join('  ').trimEnd(), columns);
  });
  const hidden = kernels.length - shown.length;
  return hidden > 0 ? [...lines, fitEnd(`and ${count(hidden, 'more kernel')}`, columns)] : lines;
}

/** The same of one kernel in a line of a log: `6.1.176: 345 of 800 done, 2 failed, 31/s, ETA 15 s, 2 guests, a`. */
export function progressLine(kernel: KernelProgress, now: number): string {
  const [, ...fields] = fieldsOf(kernel, now);
  const done = `${oneLine(kernel.name)}: ${kernel.done} of ${kernel.total} done`;
  return [done, ...fields].filter((field) => field !== '').join(', ');
}

/** Where not all fit, those that still have something to do come first. */
function chooseKernels(kernels: readonly KernelProgress[], rows: number): readonly KernelProgress[] {
  if (kernels.length <= rows) return kernels;
  return kernels.toSorted((a, b) => Number(leftOf(a) === 0) - Number(leftOf(b) === 0)).slice(0, Math.max(0, rows - 1));
}

/** As many for each kernel; what there is nothing to say of is empty. */
function fieldsOf(kernel: KernelProgress, now: number): string[] {
  const left = leftOf(kernel);
  const rate = left === 0 ? undefined : rateOf(kernel, now);
  const bad = [
    kernel.failed > 0 ? `${kernel.failed} failed` : '',
    kernel.errored > 0 ? `${kernel.errored} errored` : '',
  ];
  return [
    `${left} left`,
    bad.filter((words) => words !== '').join(', '),
    rate === undefined ? '' : formatRate(rate),
    rate === undefined ? '' : `ETA ${formatWait(left / rate)}`,
    left === 0 ? '' : count(kernel.guests, 'guest'),
    formatRunning(kernel, now),
  ];
}

const leftOf = ({ total, done }: KernelProgress) => Math.max(0, total - done);

/** `31/s`, `2.5/s`, `12/min`, `3/h`. @param rate a second */
function formatRate(rate: number): string {
  if (rate >= 1) return `${rate < 9.95 ? rate.toFixed(1) : Math.round(rate)}/s`;
  return rate * 60 >= 1 ? `${Math.round(rate * 60)}/min` : `${Math.ceil(rate * 3600)}/h`;
}

/** As exact as such an estimate can be, so that it does not flicker: `8 s`, `35 s`, `3 min`, `2 h 10 min`. */
function formatWait(seconds: number): string {
  if (seconds <= 10) return `${Math.max(1, Math.ceil(seconds))} s`;
  if (seconds <= 55) return `${Math.ceil(seconds / 5) * 5} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const tens = Math.ceil(minutes / 10) * 10;
  return `${Math.floor(tens / 60)} h${tens % 60 === 0 ? '' : ` ${tens % 60} min`}`;
}

/** Names of the tests that run; with how long, where one takes its time. */
function formatRunning({ running }: KernelProgress, now: number): string {
  const names = [...running.values()].map(({ test, since }) => {
    const seconds = Math.floor((now - since) / 1000);
    return seconds < 10 ? oneLine(test) : `${oneLine(test)} (${seconds} s)`;
  });
  return names.join(', ');
}
