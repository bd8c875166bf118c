#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { doctor } from './commands/doctor.ts';
import { exec } from './commands/exec.ts';
import { kernels } from './commands/kernels.ts';
import { run } from './commands/run.ts';
import type { ExecCommand } from './config/command.ts';
import { parseCommandLine } from './config/command-line.ts';
import { formatHelp } from './config/help.ts';
import { UmlRunError } from './model/errors.ts';
import { openScreen, type Screen } from './report/screen.ts';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}
// A reader that goes away, such as `| head`, ends the output and not the run.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (interruption.signal.aborted) return 130;
  process.stderr.write(`uml-run: ${messageOf(error)}\n`);
  return error instanceof UmlRunError ? error.exitCode : 3;
});

async function main(words: string[]): Promise<number> {
  const command = parseCommandLine(words);
  switch (command.command) {
    case 'help':
      process.stdout.write(formatHelp());
      return 0;
    case 'version':
      process.stdout.write(`${version()}\n`);
      return 0;
    case 'doctor':
      return doctor(command);
    case 'kernel':
      return kernels(command, screenOn(process.stderr, command.options.quiet), interruption.signal);
    case 'exec':
      return execute(command);
    case 'run': {
      const { options, tests } = command;
      const screen = screenOn(process.stdout, options.quiet);
      try {
        const { results, output, exitCode } = await run(tests, options, screen, interruption.signal);
        screen.finish(results, output);
        return exitCode;
      } finally {
        screen.clear();
      }
    }
  }
}

/** 125 tells that uml-run itself failed, for any other code is the program's. */
async function execute(command: ExecCommand): Promise<number> {
  try {
    return await exec(command, process, screenOn(process.stderr, true), interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    process.stderr.write(`uml-run: ${messageOf(error)}\n`);
    return 125;
  } finally {
    process.stdin.destroy();
  }
}

function screenOn(stream: NodeJS.WriteStream, quiet: boolean): Screen {
  return openScreen(stream, { quiet, environment: process.env });
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
