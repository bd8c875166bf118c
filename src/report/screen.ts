import type { Reporter } from '../model/log.ts';
import type { NewGuest, Results, TestResult } from '../model/results.ts';
import { painter, type TextStream, usesColours } from './colors.ts';
import { oneLine, printable } from './plain-text.ts';
import { reportContext } from './report-context.ts';
import { formatTestLine, renderTerminal, withoutCommands } from './terminal.ts';
import { fitEnd } from './width.ts';

/** The terminal during a run: a line for each test, and on a TTY a last line that shows what is happening now. */
export interface Screen extends Reporter {
  /**
   * Shows the results at the end of the run.
   * @param isReported whether each report could be written into the output folder
   * @param repeat see `TerminalContext`
   */
  finish(results: Results, output: string, isReported: boolean, repeat?: string): void;
  /** Takes the line of progress away. */
  clear(): void;
}

export interface ScreenOptions {
  /** Only warnings, what did not pass, and totals. */
  quiet: boolean;
  environment: NodeJS.ProcessEnv;
  /** Milliseconds on a clock that does not go back; default: this process's own. */
  now?: () => number;
}

const plainColumns = 120;

export function openScreen(
  stream: TextStream,
  { quiet, environment, now = () => performance.now() }: ScreenOptions,
): Screen {
  const live = stream.isTTY === true && environment.TERM !== 'dumb' && !quiet;
  const colours = usesColours(stream, environment);
  const paint = painter(colours);
  const columns = () => stream.columns || plainColumns;
  let progress = '';
  /** When each subject had its last line, where lines stay. Several things may be going on at once. */
  const printed = new Map<string, number>();
  let kernelWidth = 0;

  const erase = () => live && progress !== '' && stream.write('\r\x1b[2K');
  const draw = () => live && progress !== '' && stream.write(paint('dim', fitEnd(progress, columns() - 1)));
  const print = (text: string) => {
    erase();
    stream.write(`${withoutCommands(text)}\n`);
    draw();
  };

  const isDue = (subject: string) => {
    if (now() - (printed.get(subject) ?? Number.NEGATIVE_INFINITY) < interval) return false;
    printed.set(subject, now());
    return true;
  };

  const showTest = (test: TestResult) => {
    kernelWidth = Math.max(kernelWidth, test.kernel.length);
    if (!quiet) print(formatTestLine(test, kernelWidth, paint));
  };

  return {
    progress(text) {
      if (live) erase();
      progress = oneLine(text);
      if (live) draw();
      else if (!quiet && progress !== '' && isDue(subjectOf(progress))) print(progress);
    },
    info: (text) => void (quiet || print(printable(text))),
    warning: (text) => print(`${paint('warning', 'warning:')} ${printable(text)}`),
    onEvent(event) {
      if (event.type === 'guest-started' && !event.isExpected && !quiet) print(paint('dim', formatGuest(event.guest)));
      // On a TTY alone: elsewhere the line of its end is enough.
      if (event.type === 'test-started' && live) this.progress(`${event.kernel}: ${event.test}`);
      if (event.type === 'test-ended' && event.final) showTest(event.result);
      if (event.type === 'warning') this.warning(event.text);
    },
    finish(results, output, isReported, repeat) {
      this.clear();
      const context = { ...reportContext(output), columns: columns(), colours, quiet, isReported, repeat };
      stream.write(renderTerminal(results, context));
    },
    clear() {
      erase();
      progress = '';
    },
  };
}

/** Tells of a guest that takes the place of another. */
function formatGuest({ kernel, started: { after, why } }: NewGuest): string {
  return oneLine(`${kernel}: fresh guest${after === null ? '' : ` after ${after}`}: ${why}`);
}

/** Milliseconds between two lines about the same thing, where lines stay. */
const interval = 15_000;

/** `building Linux 6.12.9` of `building Linux 6.12.9: 275 of about 1412 steps`, and no number that goes up. */
const subjectOf = (text: string) =>
  (text.split(': ')[0] ?? '').replaceAll(/[\d.]+(\s*(?:%|of|\/|[kMG]B)\s*\d*)?/g, (found, unit) =>
    unit === undefined ? found : '',
  );
