import type { Context } from '../cache/context.ts';
import { LaterChecks } from '../cache/later-checks.ts';
import type { Options } from '../config/options.ts';
import type { KernelSettings } from '../guest/guest-settings.ts';
import { roomBytes } from '../guest/limits.ts';
import { allOrNone } from '../model/all-or-none.ts';
import type { Log } from '../model/log.ts';
import type { Kernel } from '../model/provisions.ts';
import { commandLineOf, provideGuestKernels } from '../provision/guest-kernels.ts';
import type { ProvidedNetwork } from '../provision/guest-network.ts';
import { provideGuestRootfs } from '../provision/guest-rootfs.ts';
import { networkAt } from '../provision/peers.ts';
import { type Shown, withShownFolders } from '../provision/shown-folders.ts';
import { kernelSettings } from '../provision/stage.ts';
import type { Started } from './started.ts';

/** What all guests of a run are made of. */
export interface GuestParts extends Base {
  kernels: readonly Kernel[];
}

/** What does not depend on kernels. */
interface Base extends Shown {
  /** Of kernels, but for their command lines. */
  settings: KernelSettings;
}

/** What they are provided with. */
interface GuestPartsJob {
  options: Options;
  context: Context;
  network: ProvidedNetwork;
  started: Started;
  /** How many attempts a kernel has at least; 0 where its guests may not boot before more is known. */
  attempts: number;
  log: Log;
}

/**
 * The root file system and the kernels. First guests boot as soon as there is what they need, unless they need
 * somebody's place in a segment or a file by their name.
 * @throws UmlRunError when it cannot be had; the signal's reason
 */
export async function provideGuestParts(job: GuestPartsJob): Promise<GuestParts> {
  const later = new LaterChecks();
  const provided = provideAndBoot({ ...job, context: { ...job.context, later } });
  await Promise.allSettled([provided]);
  // What is wrong may be that something is not as it was made.
  if (await later.areAllWhole()) return provided;
  await job.started.early.end();
  return provideAndBoot({ ...job, attempts: 0 });
}

async function provideAndBoot(job: GuestPartsJob): Promise<GuestParts> {
  const { options, context, started, log } = job;
  const attempts = started.segment || options.capture ? 0 : job.attempts;
  const boots: Promise<void>[] = [];
  const boot = (kernel: Kernel, { settings }: Base) =>
    started.early.start(kernel, { ...settings, kernelArguments: commandLineOf(kernel, options) }, attempts);
  log.progress(`kernels ${options.kernels.join(', ')}`);
  let ofBase: Promise<Base>;
  const [base, kernels] = await allOrNone<[Base, Kernel[]]>(
    [
      (signal) => (ofBase = provideBase(job, { ...context, signal })),
      (signal) =>
        provideGuestKernels(options, { ...context, signal }, (kernel) => {
          // Whoever waits for the same hears of what is wrong with it.
          if (attempts > 0) boots.push(ofBase.then((known) => boot(kernel, known)).catch(() => {}));
        }),
    ],
    context.signal,
  );
  await Promise.all(boots);
  if (started.early.isEmpty) started.scratch.memory.requireRoom(roomBytes(base.settings));
  return { ...base, kernels };
}

async function provideBase({ options, network, started, log }: GuestPartsJob, context: Context): Promise<Base> {
  const { scratch, segment } = started;
  const shown = withShownFolders(await provideGuestRootfs(options, context), options, false, log);
  const ofTests = segment ? networkAt(0, segment, options, network.wayOut) : network.settings;
  const settings = kernelSettings({ rootfs: shown.rootfs, scratch, options, network: ofTests });
  return { ...shown, settings };
}
