import type { TextStream } from './colors.ts';
import { progressLine } from './progress-lines.ts';
import type { ProgressView } from './progress-view.ts';
import type { KernelProgress } from './run-progress.ts';
import { withoutCommands } from './terminal.ts';

/** Milliseconds between two lines about the same step. */
const stepPause = 15_000;
/** Between two about the tests of a kernel, a tenth of which have to have ended meanwhile. */
const testsPause = 30_000;
/** But where they take long, too: CI services end what says nothing for ten minutes. */
const longestPause = 300_000;

/** Shows progress where all lines stay, as in the log of a CI job: in few of them. */
export class LogView implements ProgressView {
  private readonly stream: TextStream;
  private readonly now: () => number;
  /** When each step had its last line. Several may be going on at once. */
  private readonly steps = new Map<string, number>();
  /** When each kernel had its last line, or began, and how much was done then. */
  private readonly kernels = new Map<string, { at: number; done: number }>();

  /** @param now milliseconds */
  constructor(stream: TextStream, now: () => number) {
    this.stream = stream;
    this.now = now;
  }

  print(text: string): void {
    this.stream.write(text);
  }

  step(text: string): void {
    const subject = subjectOf(text);
    const now = this.now();
    if (text === '' || now - (this.steps.get(subject) ?? Number.NEGATIVE_INFINITY) < stepPause) return;
    this.steps.set(subject, now);
    this.print(`${withoutCommands(text)}\n`);
  }

  tests(kernels: readonly KernelProgress[]): void {
    const now = this.now();
    for (const kernel of kernels) {
      const { name, done, total } = kernel;
      const last = this.kernels.get(name);
      if (last && (done >= total || !isDue(now - last.at, (done - last.done) / total))) continue;
      this.kernels.set(name, { at: now, done });
      if (last) this.print(`${withoutCommands(progressLine(kernel, now))}\n`);
    }
  }

  clear(): void {}
}

/** @param part of the tests, from 0 to 1 */
function isDue(milliseconds: number, part: number): boolean {
  return milliseconds >= longestPause || (milliseconds >= testsPause && part >= 0.1);
}

/** `building Linux 6.12.9` of `building Linux 6.12.9: 275 of about 1412 steps`, and no number that goes up. */
const subjectOf = (text: string) =>
  (text.split(': ')[0] ?? '').replaceAll(/[\d.]+(\s*(?:%|of|\/|[kMG]B)\s*\d*)?/g, (found, unit) =>
    unit === undefined ? found : '',
  );
