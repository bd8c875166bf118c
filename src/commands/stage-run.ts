import type { Context } from '../cache/context.ts';
import { givenEnvironment } from '../config/given-bytes.ts';
import type { Options } from '../config/options.ts';
import type { Kernel } from '../model/provisions.ts';
import { type FoundTest, planTests } from '../plan/plan.ts';
import { addedEnvironment } from '../provision/caller-environment.ts';
import { commandLineOf } from '../provision/guest-kernels.ts';
import type { ProvidedNetwork } from '../provision/guest-network.ts';
import { resolveTests } from '../provision/libraries.ts';
import { peerEnvironment, providePeers } from '../provision/peers.ts';
import { stageTests } from '../provision/stage.ts';
import type { RunJob } from '../runner/run-job.ts';
import type { GuestParts } from './guest-parts.ts';
import { peersJob, testsBeside } from './peers-job.ts';
import type { Started } from './started.ts';

/** What tests are staged with. */
export interface StageRunJob {
  options: Options;
  context: Context;
  network: ProvidedNetwork;
  parts: GuestParts;
  started: Started;
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
  const { rootfs, kernels, environment } = job.parts;
  const { scratch, segment } = job.started;
  const on = (kernel: Kernel) => ({ kernelArguments: commandLineOf(kernel, options) });
  const forPlan = planOptions(options);
  const planned = await planTests(found, forPlan);
  const forAll = { ...environment, ...peerEnvironment(options) };
  const named = planned.map((test) => ({ ...test, environment: { ...forAll, ...test.environment } }));
  const beside = { rootfs, environment: { ...forAll, ...forPlan.environment }, context, kernels };
  const peers = await providePeers(options, beside);
  const tests = await resolveTests(named, rootfs, options, context);
  const staging = { rootfs, scratch, options };
  const settings = await stageTests([...tests, ...testsBeside(peers)], staging, job.parts.settings);
  const besideJob = segment && { ...peers, segment, options, settings, kernels, wayOut: job.network.wayOut, output };
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
