import { existsSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { commandNames, type ExecCommand, type RunCommand } from '../config/command.ts';
import { parseCommandLine } from '../config/command-line.ts';
import { formatHelp } from '../config/help.ts';
import { nearestOption } from '../config/nearest-option.ts';
import type { Options } from '../config/options.ts';
import { repeatCommand } from '../config/repeat-command.ts';
import { describeError } from '../guest/describe-error.ts';
import { UmlRunError } from '../model/errors.ts';
import { placeOf } from '../report/location.ts';
import { openScreen, type Screen } from '../report/screen.ts';
import type { Interruption } from './interruption.ts';

/**
 * Does what the command line says, on this process's streams. What a command consists of is loaded when it is asked for.
 * @param words after the command's own name
 * @returns the exit code
 * @throws UmlRunError for a usage error, or when the work could not be done; the interruption's reason
 */
export async function dispatch(words: string[], interruption: Interruption): Promise<number> {
  const { signal } = interruption;
  const command = parseCommandLine(words, process.env);
  switch (command.command) {
    case 'help':
      process.stdout.write(formatHelp(command.about, columnsOf(process.stdout)));
      return 0;
    case 'version':
      process.stdout.write(`${manifest.version}\n`);
      return 0;
    case 'doctor':
      return (await import('./doctor.ts')).doctor(command);
    case 'kernel':
      return (await import('./kernels.ts')).kernels(command, screenOn(process.stderr, signal, command.options), signal);
    case 'exec':
      return dispatchExec(command, words, interruption);
    case 'serve':
      return (await import('./serve-command.ts')).dispatchServe(
        command,
        screenOn(process.stderr, signal, { quiet: false, verbose: false }),
        signal,
      );
    case 'run':
      return dispatchRun(command, words, signal);
  }
}

async function dispatchRun({ options, tests }: RunCommand, words: string[], signal: AbortSignal): Promise<number> {
  refuseMistyped(tests[0] ?? '');
  const { run } = await import('./run.ts');
  const screen = screenOn(process.stdout, signal, options);
  try {
    const { results, output, isReported, exitCode } = await run(tests, options, screen, signal);
    const file = join(placeOf(output, process.cwd()), 'results.json');
    screen.finish(results, output, isReported, repeatCommand(words, file));
    return exitCode;
  } finally {
    screen.clear();
  }
}

/** A word that is no test may have been meant to be a command. */
function refuseMistyped(word: string): void {
  const meant = /^[a-z]+$/.test(word) ? nearestOption(word, [...commandNames, 'help', 'version']) : undefined;
  if (meant === undefined || existsSync(word)) return;
  throw new UmlRunError('command-unknown', `"${word}" is neither a command nor a test: did you mean uml-run ${meant}?`);
}

/** 125 says that uml-run itself failed, or that the kernel complained: any other code is the program's, or 141. */
async function dispatchExec(
  command: ExecCommand,
  words: readonly string[],
  interruption: Interruption,
): Promise<number> {
  // Where stderr is a file or a pipe, all of it is the program's.
  const screen = screenOn(process.stderr, interruption.signal, { quiet: !process.stderr.isTTY, verbose: false });
  try {
    const code = command.options.warm
      ? await (await import('./exec-warm.ts')).execWarm(command, words, screen, interruption)
      : undefined;
    return code ?? (await (await import('./exec.ts')).exec(command, process, screen, interruption));
  } catch (error) {
    screen.clear();
    if (interruption.signal.aborted) throw error;
    process.stderr.write(`uml-run: ${describeError(error).message}\n`);
    return 125;
  } finally {
    process.stdin.destroy();
  }
}

/** Of a terminal, or as `COLUMNS` says. */
function columnsOf({ columns }: NodeJS.WriteStream): number | undefined {
  const wanted = Number(process.env.COLUMNS);
  return columns || (Number.isInteger(wanted) && wanted > 0 ? wanted : undefined);
}

function screenOn(
  stream: NodeJS.WriteStream,
  signal: AbortSignal,
  { quiet, verbose }: Pick<Options, 'quiet' | 'verbose'>,
): Screen {
  const screen = openScreen(stream, { quiet, verbose, environment: process.env });
  // What is said of the interruption is not to stand in lines that change.
  signal.addEventListener('abort', () => screen.clear());
  return screen;
}
