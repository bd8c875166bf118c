#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { openCache } from './cache/cache.ts';
import { openContext } from './cache/context.ts';
import { exec } from './commands/exec.ts';
import { run } from './commands/run.ts';
import type { Command, ExecCommand } from './config/command.ts';
import { parseCommandLine } from './config/command-line.ts';
import { formatHelp } from './config/help.ts';
import { landlockVersion } from './guest/native-programs.ts';
import { checkMachine, formatChecks } from './host/doctor.ts';
import { listKernels, removeKernels } from './kernel/cached-kernels.ts';
import { provideKernel } from './kernel/kernel.ts';
import { formatForPeople, formatForPrograms } from './kernel/list-kernels.ts';
import { UmlRunError } from './model/errors.ts';
import { kernelOptions } from './provision/kernel-settings.ts';
import { openScreen } from './report/screen.ts';

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
      return kernel(command);
    case 'exec':
      return execute(command);
    case 'run': {
      const { options, tests } = command;
      const screen = openScreen(process.stdout, { quiet: options.quiet, environment: process.env });
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
  const log = openScreen(process.stderr, { quiet: true, environment: process.env });
  try {
    return await exec(command, process, log, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    process.stderr.write(`uml-run: ${messageOf(error)}\n`);
    return 125;
  } finally {
    process.stdin.destroy();
  }
}

async function doctor({ options }: Extract<Command, { command: 'doctor' }>): Promise<number> {
  const { folder } = await openCache({ folder: options.cache });
  const checks = await checkMachine({ cacheFolder: folder, landlockVersion: landlockVersion() });
  process.stdout.write(formatChecks(checks));
  return checks.every(({ ok }) => ok) ? 0 : 3;
}

async function kernel({ options, action, specs }: Extract<Command, { command: 'kernel' }>): Promise<number> {
  const log = openScreen(process.stderr, { quiet: options.quiet, environment: process.env });
  const context = await openContext({ folder: options.cache, log, signal: interruption.signal });
  if (action === 'list') {
    const kernels = await listKernels(context.cache);
    process.stdout.write(process.stdout.isTTY ? formatForPeople(kernels) : formatForPrograms(kernels));
    return 0;
  }
  for (const spec of specs) {
    if (action === 'remove') {
      if ((await removeKernels(spec, context)) === 0)
        throw new UmlRunError(
          'kernel-not-found',
          `kernel ${spec} is not in the cache; "uml-run kernel list" shows the keys of those that are`,
        );
      continue;
    }
    const wishes = { ...kernelOptions(options), refresh: true, rebuild: action === 'build' };
    const { path } = await provideKernel(spec, wishes, context);
    process.stdout.write(`${path}\n`);
  }
  return 0;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
