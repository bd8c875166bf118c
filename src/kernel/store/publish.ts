/** Builds kernels and writes a store of them. */
import type { KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { withTemporaryFolder } from '../../host/with-temporary-folder.ts';
import { messageOf, UmlRunError } from '../../model/errors.ts';
import { identifyCompiler } from '../compile/compiler.ts';
import { relocate } from '../distro/relocate.ts';
import { provideKernel } from '../kernel.ts';
import type { KernelOptions } from '../kernel-options.ts';
import { executableName } from '../kernel-record.ts';
import { parseKernelSpec } from '../kernel-spec.ts';
import { supportedReleases } from '../source/release-source.ts';
import type { PackedBusybox } from './pack-busybox.ts';
import { type PackedKernel, packKernel } from './pack-kernel.ts';
import { readFiles } from './store-archive.ts';
import { type Flavour, flavourOf, flavours, type StoreIndex } from './store-index.ts';
import { writeFiles } from './unpack-stored.ts';
import { prepareStore, writeStore } from './write-store.ts';

/** What `kernel publish` makes of each release unless `--kernel-config` says otherwise. */
const usualFlavours: readonly Flavour[] = ['base', 'base-static', 'debug', 'containers'];

export interface Publication {
  /** Of the store; made when it is not there. */
  folder: string;
  /** Kernel specs; `auto` means the newest release of every series that kernel.org supports. */
  specs: readonly string[];
  key: KeyObject;
  /** Gives the busybox for machines without apt. */
  busybox(context: Context): Promise<PackedBusybox>;
}

/**
 * Builds each kernel with each configuration, boots what it packed, and adds it to the store, with a busybox. What cannot
 * be had costs nothing else its place.
 * @param options `configuration` names the flavours
 * @returns the new index
 * @throws UmlRunError `kernel-build-failed` when one of them failed, after all else has been written; of the kind
 * `usage` for what a store cannot have, or a folder that cannot be one; the signal's reason
 */
export async function publishStore(
  { folder, specs, key, busybox }: Publication,
  options: KernelOptions,
  context: Context,
): Promise<StoreIndex> {
  const wanted = wantedFlavours(options.configuration ?? []);
  const releases = (
    await Promise.all(specs.map((spec) => (spec === 'auto' ? supportedReleases(options, context) : [spec])))
  ).flat();
  releases.forEach(requirePublishable);
  await prepareStore(folder, key);
  const kernels: PackedKernel[] = [];
  const failed: string[] = [];
  const ifPossible = <T>(what: string, work: Promise<T>): Promise<T | undefined> =>
    work.catch((cause: unknown) => {
      context.signal?.throwIfAborted();
      if (!(cause instanceof UmlRunError) || cause.kind === 'usage') throw cause;
      context.log.warning(`${what} is not published: ${cause.message}`);
      failed.push(what);
      return undefined;
    });
  const ownBusybox = await ifPossible('busybox', busybox(context));
  for (const spec of new Set(releases))
    for (const flavour of wanted) {
      const what = `${spec} (${flavour})`;
      context.log.info(what);
      const one = await ifPossible(what, makeOne(spec, flavour, options, context));
      if (one) kernels.push(one);
    }
  const index = await writeStore(folder, { kernels, busybox: ownBusybox }, key, context.log);
  if (failed.length === 0) return index;
  throw new UmlRunError('kernel-build-failed', `not published: ${failed.join(', ')}; the warnings say why`);
}

function wantedFlavours(names: readonly string[]): readonly Flavour[] {
  if (names.length === 0) return usualFlavours;
  return names.map((name) => {
    const flavour = flavourOf([name]);
    if (flavour !== undefined) return flavour;
    const message = `--kernel-config "${name}": a store has kernels of built-in configurations alone`;
    throw new UmlRunError('option-invalid', `${message}; choose from ${flavours.join(', ')}`);
  });
}

/** What others shall be able to make again comes from a file that they can have. */
function requirePublishable(spec: string): void {
  if (['release', 'tarball', 'url'].includes(parseKernelSpec(spec).kind)) return;
  throw new UmlRunError(
    'kernel-unsuitable',
    `kernel "${spec}" cannot be published: name a release, or a tarball of its sources`,
  );
}

async function makeOne(
  spec: string,
  flavour: Flavour,
  options: KernelOptions,
  context: Context,
): Promise<PackedKernel> {
  const own = { ...options, store: 'none', configuration: [flavour] };
  const { path } = await provideKernel(spec, own, context);
  const { libc } = await identifyCompiler(context);
  const packed = await packKernel(dirname(path), flavour, libc, context);
  await requireBoots(packed, options, context);
  return packed;
}

/** What is published is what was booted, with the C library beside it. */
async function requireBoots(
  { archive, entry: { asset, release } }: PackedKernel,
  { checkBoots }: KernelOptions,
  { log, signal }: Context,
): Promise<void> {
  log.progress(`booting ${asset}`);
  try {
    await withTemporaryFolder(async (folder) => {
      // A guest's user has to get there.
      const kernel = join(folder, 'kernel');
      await mkdir(kernel);
      await writeFiles(await readFiles(archive, asset), kernel);
      await relocate(kernel, kernel);
      await checkBoots(join(kernel, executableName), signal);
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UmlRunError('kernel-build-failed', `Linux ${release}, packed, does not boot: ${messageOf(cause)}`, {
      cause,
    });
  }
}
