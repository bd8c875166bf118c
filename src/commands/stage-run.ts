import type { Context } from '../cache/context.ts';
import { givenEnvironment } from '../config/given-bytes.ts';
import type { Options } from '../config/options.ts';
import { roomBytes } from '../guest/limits.ts';
import type { Log } from '../model/log.ts';
import type { Kernel, Rootfs } from '../model/provisions.ts';
import { type FoundTest, planTests } from '../plan/plan.ts';
import { addedEnvironment } from '../provision/caller-environment.ts';
import { commandLineOf, provideGuestKernels } from '../provision/guest-kernels.ts';
import { type ProvidedNetwork, provideNetwork } from '../provision/guest-network.ts';
import { provideGuestRootfs } from '../provision/guest-rootfs.ts';
import { resolveTests } from '../provision/libraries.ts';
import { networkAt, peerEnvironment, providePeers } from '../provision/peers.ts';
import { withShownFolders } from '../provision/shown-folders.ts';
import { kernelSettings, stageTests } from '../provision/stage.ts';
import type { RunJob } from '../runner/run-job.ts';
import { peersJob, testsBeside } from './beside.ts';
import type { Started } from './started.ts';

/** What all guests of a run are made of. */
export interface GuestParts {
  rootfs: Rootfs;
  /** What tests are told of the folders that they see. */
  environment: Record<string, string>;
  kernels: readonly Kernel[];
  network: ProvidedNetwork;
}

/** @throws UmlRunError when it cannot be had; the signal's reason */
export async function provideGuestParts(options: Options, context: Context, log: Log): Promise<GuestParts> {
  log.progress(`kernels ${options.kernels.join(', ')}`);
  const [rootfs, kernels] = await bothOrNone(
    context,
    (own) => provideGuestRootfs(options, own),
    (own) => provideGuestKernels(options, own),
  );
  const shown = withShownFolders(rootfs, options, false, log);
  return { ...shown, kernels, network: await provideNetwork(options, context) };
}

/** Work that is done at the same time. When one fails, the other, which may take minutes, is given up. */
async function bothOrNone<One, Other>(
  context: Context,
  one: (context: Context) => Promise<One>,
  other: (context: Context) => Promise<Other>,
): Promise<[One, Other]> {
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(context.signal ? [context.signal] : [])]);
  const fail = (cause: unknown): never => {
    failure.abort(cause);
    throw cause;
  };
  const own = { ...context, signal };
  const both = [one(own).catch(fail), other(own).catch(fail)] as const;
  await Promise.allSettled(both);
  signal.throwIfAborted();
  return Promise.all(both);
}

/** What tests are staged with. */
export interface StageRunJob {
  options: Options;
  context: Context;
  parts: GuestParts;
  started: Started;
  /** Whether first guests may boot meanwhile, where they need neither somebody's place in a segment nor a file by their name. */
  bootsEarly: boolean;
  /** Absolute path of the output folder. */
  output: string;
}

/** What is known of a run once its tests are staged. */
export type StagedRun = Pick<RunJob, 'tests' | 'settingsFor' | 'beside'>;

/**
 * Reads the tests, and copies what guests need of this machine's files to where they see it.
 * @throws UmlRunError when that cannot be done
 */
export async function stageRun(found: readonly FoundTest[], job: StageRunJob): Promise<StagedRun> {
  const { options, context, output } = job;
  const { rootfs, kernels, network, environment } = job.parts;
  const { scratch, segment, early } = job.started;
  const ofTests = segment ? networkAt(0, segment, options, network.wayOut) : network.settings;
  const staging = { rootfs, scratch, options, network: ofTests };
  const known = kernelSettings(staging);
  scratch.memory.requireRoom(roomBytes(known));
  const on = (kernel: Kernel) => ({ kernelArguments: commandLineOf(kernel, options) });
  if (job.bootsEarly && !segment && !options.capture)
    await early.start({
      kernels,
      settingsFor: (kernel) => ({ ...known, ...on(kernel) }),
      attempts: options.isolation === 'test' ? 1 : found.length * options.repeat,
      jobs: options.jobs,
    });
  const forPlan = planOptions(options);
  const planned = await planTests(found, forPlan);
  const forAll = { ...environment, ...peerEnvironment(options) };
  const named = planned.map((test) => ({ ...test, environment: { ...forAll, ...test.environment } }));
  const beside = { rootfs, environment: { ...forAll, ...forPlan.environment }, context, kernels };
  const peers = await providePeers(options, beside);
  const tests = await resolveTests(named, rootfs, options, context);
  const settings = await stageTests([...tests, ...testsBeside(peers)], staging, known);
  const besideJob = segment && { ...peers, segment, options, settings, kernels, wayOut: network.wayOut, output };
  return {
    tests,
    settingsFor: (kernel) => ({ ...settings, ...on(kernel) }),
    beside: besideJob && peersJob(besideJob),
  };
}

function planOptions(options: Options) {
  const { timeoutSeconds, kernelArchitecture: architecture } = options;
  return { environment: addedEnvironment(options, givenEnvironment(process.env)), timeoutSeconds, architecture };
}
