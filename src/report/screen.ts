import type { Reporter } from '../model/log.ts';
import type { NewGuest, Results, TestResult } from '../model/results.ts';
import type { RunEvent } from '../model/run-events.ts';
import { painter, type TextStream, usesColours } from './colors.ts';
import { formatEvent, formatReason } from './event-line.ts';
import { LiveView } from './live-view.ts';
import { LogView } from './log-view.ts';
import { oneLine, printable } from './plain-text.ts';
import { isFlaky, isProblem } from './problems.ts';
import { reportContext } from './report-context.ts';
import { RunProgress } from './run-progress.ts';
import { formatTestLine, renderTerminal, withoutCommands } from './terminal.ts';
import { widthOf } from './width.ts';

/** The terminal during a run: lines that stay, and what shows how far the run is. */
export interface Screen extends Reporter {
  /**
   * Shows the results at the end of the run.
   * @param isReported whether each report could be written into the output folder
   * @param repeat see `TerminalContext`
   */
  finish(results: Results, output: string, isReported: boolean, repeat?: string): void;
  /** Takes away what shows progress. */
  clear(): void;
}

export interface ScreenOptions {
  /** Only warnings, what did not pass, and totals. */
  quiet: boolean;
  /** A line for all that guests do, unless `quiet`. */
  verbose: boolean;
  environment: NodeJS.ProcessEnv;
  /** Milliseconds on a clock that does not go back; default: this process's own. */
  now?: () => number;
}

const plainColumns = 120;

/** Milliseconds between two looks at how far the run is: nobody reads faster. */
const interval = 500;

/** Where there are more results, a test that passed or was skipped is only counted. */
const maxTestLines = 200;

export function openScreen(
  stream: TextStream,
  { quiet, verbose, environment, now = () => performance.now() }: ScreenOptions,
): Screen {
  const colours = usesColours(stream, environment);
  const paint = painter(colours);
  const columns = () => stream.columns || plainColumns;
  const isLive = stream.isTTY === true && environment.TERM !== 'dumb' && !quiet;
  const view = isLive ? new LiveView(stream, columns, (line) => paint('dim', line), now) : new LogView(stream, now);
  const progress = new RunProgress();
  let ticks: NodeJS.Timeout | undefined;
  let kernelWidth = 0;
  let isLong = false;

  const print = (text: string) => view.print(`${withoutCommands(text)}\n`);
  const warn = (text: string) => print(`${paint('warning', 'warning:')} ${printable(text)}`);

  function begin({ kernels, tests }: Extract<RunEvent, { type: 'run-started' }>): void {
    kernelWidth = Math.max(0, ...kernels.map(({ name }) => widthOf(oneLine(name))));
    isLong = tests.length > maxTestLines;
  }

  function showTest(test: TestResult): void {
    if (isLong && !verbose && !isProblem(test) && !isFlaky(test)) return;
    kernelWidth = Math.max(kernelWidth, widthOf(oneLine(test.kernel)));
    print(formatTestLine(test, kernelWidth, paint));
  }

  function show(event: RunEvent): void {
    if (event.type === 'run-started') begin(event);
    const line = verbose ? formatEvent(event) : undefined;
    if (line !== undefined) print(paint('dim', line));
    else if (event.type === 'guest-started' && !event.isExpected) print(paint('dim', formatFresh(event.guest)));
    if (event.type === 'test-ended' && event.final) showTest(event.result);
  }

  return {
    progress: (text) => void (quiet || view.step(oneLine(text))),
    info: (text) => void (quiet || print(printable(text))),
    warning: warn,
    count(event) {
      if (quiet) return;
      progress.onEvent(event, now());
      const look = () => view.tests(progress.kernels);
      if (event.type === 'run-started') {
        view.step('');
        look();
        ticks = setInterval(look, interval).unref();
      }
    },
    onEvent(event) {
      if (event.type === 'warning') warn(event.text);
      else if (!quiet) show(event);
    },
    finish(results, output, isReported, repeat) {
      this.clear();
      const context = { ...reportContext(output), columns: columns(), colours, quiet, isReported, repeat };
      stream.write(renderTerminal(results, context));
    },
    clear() {
      clearInterval(ticks);
      view.clear();
    },
  };
}

/** Tells of a guest that takes the place of another. */
function formatFresh(guest: NewGuest): string {
  return oneLine(`${guest.kernel}: fresh guest${formatReason(guest)}`);
}
