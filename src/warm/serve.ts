import { availableParallelism } from 'node:os';
import { openContext } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import { stampOrGone } from '../fs/stamp.ts';
import { makeScratch, type Scratch } from '../guest/scratch.ts';
import { neededCurrentFolder } from '../host/current-folder.ts';
import { memoryOfGrandchildren } from '../host/process-memory.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { using } from '../model/using.ts';
import type { ExecPlace } from '../provision/exec-test.ts';
import { commandLineOf, provideGuestKernels } from '../provision/guest-kernels.ts';
import { type ProvidedNetwork, provideNetwork } from '../provision/guest-network.ts';
import { provideGuestRootfs } from '../provision/guest-rootfs.ts';
import { withShownFolders } from '../provision/shown-folders.ts';
import { stageTests } from '../provision/stage.ts';
import { oneLine } from '../report/plain-text.ts';
import { CallNeeds, type Sight } from './call-needs.ts';
import { Life } from './life.ts';
import { warmPlace } from './place.ts';
import { Pool, type PoolJob } from './pool.ts';
import { type HeldPlace, type Serving, takePlace } from './server.ts';
import { type ServerIdentity, serverIdentity } from './server-key.ts';
import { stampOfSeen } from './stamps.ts';

/**
 * Keeps guests ready and runs programs of `exec --warm` in them, until it is stopped, or not needed any more.
 * @param log is told when it is ready, and why it ends
 * @throws UmlRunError when it cannot begin; the signal's reason
 */
export async function serve(options: Options, log: Log, signal: AbortSignal): Promise<void> {
  const place = warmPlace();
  const identity = serverIdentity(options, neededCurrentFolder(), process.env);
  const held = await takePlace(place, identity.key);
  if (!held) return log.info('another server serves this already');
  try {
    await serveIn(held, identity, { options, log, signal });
  } finally {
    held.remove();
  }
}

interface Start {
  options: Options;
  log: Log;
  signal: AbortSignal;
}

async function serveIn(held: HeldPlace, identity: ServerIdentity, around: Start): Promise<void> {
  const provided = await provide(around);
  const closed = (network: ProvidedNetwork) => network.close();
  await using(provided.network, closed, () => serveWith(provided, held, identity, around));
}

async function serveWith(
  provided: Provided,
  held: HeldPlace,
  identity: ServerIdentity,
  { options, log, signal }: Start,
): Promise<void> {
  let problem: string | undefined;
  const warn = (text: string) => {
    problem = text;
    log.warning(text);
  };
  const scratch = makeScratch(warn);
  const needs = new CallNeeds(provided.look, options.isolation === 'shared');
  const pool = poolOf(provided, options, { scratch, needs, warn });
  const life = new Life(options.idleSeconds, () => held.isGone() || changed() !== undefined);
  try {
    const close = await held.listen(serving());
    log.progress('');
    log.info(`ready: ${describe(provided, identity)}`);
    try {
      await ended(AbortSignal.any([signal, life.ended]));
    } finally {
      close();
    }
    signal.throwIfAborted();
    log.info(`ended: ${life.ended.reason.message}`);
  } finally {
    life.finish('it ends');
    await pool.end();
    scratch.remove();
  }

  function serving(): Serving {
    const startedAt = performance.now();
    let calls = 0;
    return {
      server: () => changed() ?? { ...place(needs.lookAgain(), provided), take: (...wanted) => pool.take(...wanted) },
      beginCall() {
        calls++;
        return life.beginCall();
      },
      stop: () => life.finish('it was told to stop'),
      status: () => ({
        pid: process.pid,
        kernel: `${provided.kernel.version} (${provided.kernel.spec})`,
        rootfs: options.rootfs,
        ...(identity.project !== undefined && { folder: identity.project }),
        guests: pool.counts(),
        calls,
        age: (performance.now() - startedAt) / 1000,
        memory: memoryOfGrandchildren(),
        ...(problem !== undefined && { problem }),
      }),
    };
  }

  /** Why guests that are ready now would be the wrong ones. */
  function changed(): string | undefined {
    if (keyNow() !== identity.key) return 'the kernel, the root file system or the folder that it serves has changed';
    return stampOrGone(provided.kernel.path) === provided.stamp ? undefined : 'the kernel that it serves has changed';
  }

  function keyNow(): string | undefined {
    try {
      return serverIdentity(options, provided.folder, process.env).key;
    } catch {
      // Its folder cannot be shown any more.
      return undefined;
    }
  }
}

interface Provided {
  /** Where it was started. */
  folder: string;
  kernel: Kernel;
  /** Of the kernel's file. */
  stamp: string;
  network: ProvidedNetwork;
  /** What guests see now. */
  look(): Sight;
  context: ExecPlace['context'];
}

async function provide({ options, log, signal }: Start): Promise<Provided> {
  if (options.kernels.length > 1)
    throw new UmlRunError('option-invalid', `serve has guests of one kernel, not of ${options.kernels.join(', ')}`);
  if (options.network.mode === 'tap' && options.network.device !== undefined)
    throw new UmlRunError(
      'option-invalid',
      `serve has several guests, and one at a time can have "${options.network.device}"`,
    );
  const context = await openContext({ folder: options.cache, offline: options.offline, log, signal });
  const rootfs = await provideGuestRootfs(options, context);
  const [kernel] = await provideGuestKernels(options, context);
  if (!kernel) throw new UmlRunError('option-invalid', 'serve needs a kernel');
  const silent = { warning: () => undefined };
  const look = () => {
    const shown = withShownFolders(rootfs, options, true, silent);
    return { ...shown, stamp: stampOfSeen(shown.rootfs) };
  };
  const provided = { folder: neededCurrentFolder(), kernel, stamp: stampOrGone(kernel.path), look, context };
  // Last, for it has to be closed.
  return { ...provided, network: await provideNetwork(options, context) };
}

function place({ rootfs, environment }: Sight, { context }: Provided): ExecPlace {
  return { rootfs, ofTools: environment, context };
}

function poolOf(
  { kernel, network }: Provided,
  options: Options,
  around: Pick<PoolJob, 'scratch' | 'needs' | 'warn'>,
): Pool {
  const isShared = options.isolation === 'shared';
  const stage = async (tests: readonly Test[], own: Scratch) => ({
    // As of the last call. Where that is wrong by now, the next one finds out, and has this guest thrown away.
    ...(await stageTests(tests, {
      rootfs: around.needs.sight.rootfs,
      scratch: own,
      options,
      network: network.settings,
    })),
    kernelArguments: commandLineOf(kernel, options),
    // One that runs on says only at its end what was changed.
    ...(!isShared && { kept: [] }),
  });
  const limits = { jobs: options.jobs, boots: availableParallelism() };
  const { bootTimeoutSeconds } = options;
  return new Pool({ kernel, limits, isShared, bootTimeoutSeconds, ...around, stage });
}

function describe({ kernel }: Provided, { key, project }: ServerIdentity): string {
  const folder = project === undefined ? 'no folder' : `folder ${project}`;
  return oneLine(`guests of kernel ${kernel.version}, ${folder}, in ${warmPlace()}/${key}`);
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
