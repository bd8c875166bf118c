import { constants } from 'node:os';
import { openContext } from '../cache/context.ts';
import type { ExecCommand } from '../config/command.ts';
import { givenEnvironment } from '../config/given-bytes.ts';
import type { Options } from '../config/options.ts';
import type { WindowSize } from '../guest/boot-plan.ts';
import { type EarlyGuest, endEarly, startEarly } from '../guest/early-guest.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import { capturePath } from '../guest/output-paths.ts';
import type { RunningGuest } from '../guest/run-guest.ts';
import { type OnceOptions, type OnceReport, runGuestOnce } from '../guest/run-guest-once.ts';
import { makeScratch, type Scratch } from '../guest/scratch.ts';
import { readOnlyProject } from '../guest/show-folders.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { Kernel, Rootfs } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { using } from '../model/using.ts';
import { artifactsOf } from '../provision/artifacts-of.ts';
import { execTest } from '../provision/exec-test.ts';
import { commandLineOf, provideGuestKernels } from '../provision/guest-kernels.ts';
import { type ProvidedNetwork, provideNetwork } from '../provision/guest-network.ts';
import { provideGuestRootfs } from '../provision/guest-rootfs.ts';
import { keptPaths } from '../provision/kept-paths.ts';
import { withShownFolders } from '../provision/shown-folders.ts';
import { kernelSettings, stageTests } from '../provision/stage.ts';
import { tellExecEnd } from '../runner/exec-end.ts';
import { policyOf } from '../runner/policy.ts';
import { connect, inputOf, ReaderGone, type Streams, terminalOf, watchOutput } from './exec-streams.ts';
import type { Interruption } from './interruption.ts';

/**
 * Runs one program in a guest of its own, its streams passed through; while it runs, so is the first signal.
 * @returns the program's own exit code; 128 and the signal's number when a signal ended it; 141 when nobody reads what it
 * prints
 * @throws UmlRunError when it could not be run, its end is not known, the kernel complained, or what it prints is lost;
 * the signal's reason
 */
export async function exec(
  command: ExecCommand,
  streams: Streams,
  log: Log,
  interruption: Interruption,
): Promise<number> {
  const { options } = command;
  const files = filesOf(options);
  const policy = await policyOf(options);
  const terminal = command.terminal ? terminalOf(streams) : undefined;
  const provided = await provide(command, log, interruption.signal);
  // What was shown of the waiting makes way for the program.
  log.progress('');
  const { test, kernel, network } = provided;
  const inScratch = async (scratch: Scratch) => {
    const { settings, early } = await bootAndStage(provided, options, files, scratch, terminal);
    const report = await runConnected(provided, settings, { command, files, early, streams, log, interruption });
    return tellExecEnd(report, { test, kernel, settings, policy, quiet: options.quiet }, log);
  };
  try {
    return await using(network, closed, () => using(makeScratch(), removed, inScratch));
  } catch (error) {
    if (error instanceof ReaderGone) return sigpipe;
    throw error;
  }
}

const closed = (network: ProvidedNetwork) => network.close();
const removed = (scratch: Scratch) => scratch.remove();

/** What runs, in which root file system, and on which kernel. */
interface Provided {
  test: Test;
  rootfs: Rootfs;
  kernel: Kernel;
  network: ProvidedNetwork;
}

async function provide(command: ExecCommand, log: Log, signal: AbortSignal): Promise<Provided> {
  const { options } = command;
  if (options.kernels.length > 1)
    throw new UmlRunError('option-invalid', `exec runs on one kernel, not on ${options.kernels.join(', ')}`);
  const context = await openContext({ folder: options.cache, offline: options.offline, log, signal });
  const { rootfs, environment } = withShownFolders(await provideGuestRootfs(options, context), options, true, log);
  const test = await execTest(command, { rootfs, ofTools: environment, context }, givenEnvironment(process.env));
  const [kernel] = await provideGuestKernels(options, context);
  if (!kernel) throw new UmlRunError('option-invalid', 'exec needs a kernel');
  return { test, rootfs, kernel, network: await provideNetwork(options, context) };
}

/** Stages the program while the kernel boots, if there is room for the guest at once. */
async function bootAndStage(
  { test, rootfs, kernel, network }: Provided,
  options: Options,
  { artifactsPath, capturePath }: GuestFiles,
  scratch: Scratch,
  terminal?: WindowSize,
): Promise<{ settings: GuestSettings; early: EarlyGuest | undefined }> {
  const staging = { rootfs, scratch, options, network: network.settings, includeInWorkFolder: true };
  const known = {
    ...kernelSettings(staging),
    kernelArguments: commandLineOf(kernel, options),
    ...(terminal ? { terminal } : { input: inputOf() }),
    kept: keptPaths(options.writable, rootfs),
  };
  const early = startEarly({
    ...{ kernel, settings: known, name: guestName, places: 1, keepsArtifacts: artifactsPath !== undefined },
    ...(capturePath !== undefined && { capturePath }),
  });
  try {
    return { settings: await stageTests([test], staging, known), early };
  } catch (error) {
    if (early) await endEarly(early);
    throw error;
  }
}

const guestName = 'exec';

/** Where what the guest leaves goes. */
type GuestFiles = Pick<OnceOptions, 'artifactsPath' | 'capturePath'>;

/** @throws UmlRunError when there is no place for a file that is wanted */
function filesOf(options: Options): GuestFiles {
  const artifacts = artifactsOf(process.env);
  if (!options.capture) return artifacts;
  if (artifacts.artifactsPath === undefined)
    throw new UmlRunError('option-invalid', '--capture needs a folder for its file: name one with UML_RUN_ARTIFACTS');
  return { ...artifacts, capturePath: capturePath(artifacts.artifactsPath, 'network') };
}

/** What a shell reports for a program that writes to a pipe without a reader. */
const sigpipe = 128 + 13;

interface Connection {
  command: ExecCommand;
  files: GuestFiles;
  early: EarlyGuest | undefined;
  streams: Streams;
  log: Log;
  interruption: Interruption;
}

async function runConnected(
  { test, kernel }: Provided,
  settings: GuestSettings,
  { command, files, early, streams, log, interruption }: Connection,
): Promise<OnceReport> {
  let disconnect = () => {};
  let keepSignals = () => {};
  const output = watchOutput(streams);
  try {
    return await runGuestOnce(kernel, test, settings, {
      name: guestName,
      bootTimeoutSeconds: command.options.bootTimeoutSeconds,
      ...files,
      early,
      signal: AbortSignal.any([interruption.signal, output.lost]),
      onEvent(event, guest) {
        if (event.type === 'started') {
          disconnect = connect(guest, streams, settings.terminal !== undefined);
          keepSignals = interruption.divert((name) => guest.signal(constants.signals[name]));
        }
        if (event.type === 'read-only') log.warning(readOnlyProject(kernel));
        if (event.type === 'bytes') print(event.bytes, streams[event.stream], guest);
      },
    });
  } finally {
    keepSignals();
    disconnect();
    output.release();
  }
}

/** What nobody reads must not fill this process's memory: the guest waits, as a program here would. */
function print(bytes: Buffer, stream: NodeJS.WritableStream, guest: RunningGuest): void {
  // The stream may keep them for later, and they hold until this returns.
  if (!stream.write(Buffer.from(bytes))) stream.once('drain', guest.hold());
}
