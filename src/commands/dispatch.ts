import manifest from '../../package.json' with { type: 'json' };
import type { ExecCommand, RunCommand } from '../config/command.ts';
import { parseCommandLine } from '../config/command-line.ts';
import { formatHelp } from '../config/help.ts';
import { openScreen, type Screen } from '../report/screen.ts';
import { describeError } from './describe-error.ts';
import { doctor } from './doctor.ts';
import { exec } from './exec.ts';
import { kernels } from './kernels.ts';
import { run } from './run.ts';

/**
 * Does what the command line says, on this process's streams.
 * @param words after the command's own name
 * @returns the exit code
 * @throws UmlRunError for a usage error, or when the work could not be done; the signal's reason
 */
export async function dispatch(words: string[], signal: AbortSignal): Promise<number> {
  const command = parseCommandLine(words);
  switch (command.command) {
    case 'help':
      process.stdout.write(formatHelp());
      return 0;
    case 'version':
      process.stdout.write(`${manifest.version}\n`);
      return 0;
    case 'doctor':
      return doctor(command);
    case 'kernel':
      return kernels(command, screenOn(process.stderr, command.options.quiet), signal);
    case 'exec':
      return dispatchExec(command, signal);
    case 'run':
      return dispatchRun(command, signal);
  }
}

async function dispatchRun({ options, tests }: RunCommand, signal: AbortSignal): Promise<number> {
  const screen = screenOn(process.stdout, options.quiet);
  try {
    const { results, output, isReported, exitCode } = await run(tests, options, screen, signal);
    screen.finish(results, output, isReported);
    return exitCode;
  } finally {
    screen.clear();
  }
}

/** 125 says that uml-run itself failed, or that the kernel complained: any other code is the program's, or 141. */
async function dispatchExec(command: ExecCommand, signal: AbortSignal): Promise<number> {
  try {
    return await exec(command, process, screenOn(process.stderr, true), signal);
  } catch (error) {
    if (signal.aborted) throw error;
    process.stderr.write(`uml-run: ${describeError(error).message}\n`);
    return 125;
  } finally {
    process.stdin.destroy();
  }
}

function screenOn(stream: NodeJS.WriteStream, quiet: boolean): Screen {
  return openScreen(stream, { quiet, environment: process.env });
}
