import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openContext } from '../cache/context.ts';
import type { ExecCommand } from '../config/command.ts';
import type { Observation } from '../console/observer.ts';
import { makeScratch } from '../guest/scratch.ts';
import { type GuestSettings, type Session, startSession } from '../guest/session.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { Kernel, Rootfs } from '../model/provisions.ts';
import type { Program, Test } from '../model/tests.ts';
import { readProgram } from '../program/program.ts';
import { argumentsFor } from '../provision/kernel-settings.ts';
import { foldersOf } from '../provision/libraries.ts';
import { provision } from '../provision/provision.ts';
import { stageTests } from '../provision/stage.ts';
import { rootfsHas } from '../rootfs/lookup.ts';
import { judge } from '../verdict/judge.ts';
import { connect, type Streams, terminalOf } from './exec-streams.ts';

/**
 * Runs one program in a guest of its own, its streams passed through.
 * @returns the program's own exit code; 128 and the signal's number when a signal ended it
 * @throws UmlRunError when it could not be run, or its end is not known
 */
export async function exec(command: ExecCommand, streams: Streams, log: Log, signal: AbortSignal): Promise<number> {
  const { options, program: name, timeoutSeconds = 0 } = command;
  const terminal = command.terminal ? terminalOf(streams) : undefined;
  const context = await openContext({ folder: options.cache, log, signal });
  if (options.kernels.length > 1)
    throw new UmlRunError('program-not-runnable', `exec runs on one kernel, not ${options.kernels.join(', ')}`);
  const planned = async (rootfs: Rootfs) => [await testOf(command, rootfs)];
  const { rootfs, kernels, tests } = await provision(planned, options, context);
  const [kernel, test] = [kernels[0]!, tests[0]!];
  if (test.program.problem) throw new UmlRunError('program-not-runnable', `${name}: ${test.program.problem}`);
  const scratch = makeScratch();
  try {
    const settings: GuestSettings = {
      ...(await stageTests(tests, rootfs, scratch, options, { intoWorkFolder: true })),
      kernelArguments: argumentsFor(kernel, options),
      ...(terminal ? { terminal } : { input: true }),
    };
    signal.throwIfAborted();
    const limits = { boot: options.bootTimeoutSeconds, program: timeoutSeconds };
    const observation = await watch(kernel, test, settings, limits, streams, signal);
    return codeOf(observation, name);
  } finally {
    scratch.remove();
  }
}

/** Runs the guest to its end. Limits are in seconds; 0 is none. */
async function watch(
  kernel: Kernel,
  test: Test,
  settings: GuestSettings,
  limits: { boot: number; program: number },
  streams: Streams,
  signal: AbortSignal,
): Promise<Observation> {
  const logPath = join(settings.scratch.folder, 'console.log');
  let late: string | undefined;
  let started = false;
  let disconnect = () => {};
  const session: Session = startSession(kernel, [test], settings, { name: 'exec', logPath }, (event) => {
    if (event.type === 'start') {
      started = true;
      clearTimeout(clock);
      if (limits.program > 0) clock = limit(limits.program, `still running after ${limits.program} s`);
      disconnect = connect(session, streams, settings.terminal !== undefined);
    }
    if (event.type === 'bytes') streams[event.stream].write(event.bytes);
    if (event.type === 'end') clearTimeout(clock);
  });
  const end = () => session.end();
  const limit = (seconds: number, message: string) =>
    setTimeout(() => {
      late = message;
      session.end();
    }, seconds * 1000);
  let clock = limit(limits.boot, `the guest was not ready within ${limits.boot} s`);
  signal.addEventListener('abort', end);
  const { observed, boot } = await session.ended;
  clearTimeout(clock);
  signal.removeEventListener('abort', end);
  disconnect();
  signal.throwIfAborted();
  if (late !== undefined) throw new UmlRunError('guest-failed', `${test.name}: ${late}`);
  return started ? observed(0) : boot;
}

function codeOf(observation: Observation, name: string): number {
  if (observation.end?.how === 'exit') return observation.end.code;
  if (observation.end?.how === 'signal') return 128 + observation.end.number;
  const { message } = judge(observation, { skipExitCodes: [], failOn: [] });
  throw new UmlRunError('guest-failed', [`${name}: ${message}`, ...observation.log.slice(-30)].join('\n'));
}

async function testOf({ program: name, arguments: words, options }: ExecCommand, rootfs: Rootfs): Promise<Test> {
  const { environment, timeoutSeconds } = options;
  return { name, program: await findProgram(name, rootfs, options), arguments: words, environment, timeoutSeconds };
}

/** As a shell would: a name with a slash is a file of the host, any other a command on the guest's PATH. */
async function findProgram(
  name: string,
  rootfs: Rootfs,
  { kernelArchitecture: machine }: ExecCommand['options'],
): Promise<Program> {
  if (!name.includes('/')) {
    const found = foldersOf(rootfs)
      .map((folder) => `${folder}/${name}`)
      .find((path) => rootfsHas(rootfs, path));
    if (found) return { path: found, format: 'unknown', inRootfs: true, libraries: [], siblings: [] };
    if (!existsSync(name))
      throw new UmlRunError(
        'program-not-runnable',
        `${name}: neither a command of the rootfs ${rootfs.spec}, nor a file in this folder`,
      );
  }
  return readProgram(resolve(name), { machine });
}
