import type { Context } from '../cache/context.ts';
import type { ExecCommand } from '../config/command.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { execEnvironment } from './caller-environment.ts';
import { findProgram } from './find-program.ts';
import { resolveTests } from './libraries.ts';

/** Where the program of `exec` runs. */
export interface ExecPlace {
  rootfs: Rootfs;
  /** What tools of the caller have to be told of the folders that the rootfs shows. */
  ofTools: Record<string, string>;
  context: Context;
  /** Where the command is given, absolute; this process's current one without it. */
  folder?: string;
}

/**
 * The program of `exec` as a test, with all that it needs.
 * @param caller the environment of whoever started it
 * @throws UmlRunError when there is no such program, or it cannot run there
 */
export async function execTest(
  { program: name, arguments: words, options, timeoutSeconds = 0 }: ExecCommand,
  { rootfs, ofTools, context, folder }: ExecPlace,
  caller: NodeJS.ProcessEnv,
): Promise<Test> {
  const environment = {
    ...(options.cleanEnvironment ? {} : ofTools),
    ...execEnvironment(options, rootfs, caller),
  };
  const place = {
    rootfs,
    environment,
    architecture: options.kernelArchitecture,
    ...(folder !== undefined && { folder }),
  };
  const program = await findProgram(name, place);
  const test = { name, program, arguments: words, environment, timeoutSeconds };
  const [resolved = test] = await resolveTests([test], rootfs, options, context);
  return runnable(resolved);
}

function runnable(test: Test): Test {
  const { problem } = test.program;
  if (problem !== undefined) throw new UmlRunError('program-not-runnable', `${test.name}: ${problem}`);
  return test;
}
