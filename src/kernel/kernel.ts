import { stat } from 'node:fs/promises';
import type { Context } from '../cache/context.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { Unreachable } from '../model/unreachable.ts';
import { chooseKernel } from './auto-kernel.ts';
import { provideDistro } from './distro/distro.ts';
import { modeArguments } from './kernel-mode.ts';
import type { KernelOptions } from './kernel-options.ts';
import { type KernelSpec, parseKernelSpec } from './kernel-spec.ts';
import { provideExecutable } from './local-kernel.ts';
import { seriesOf } from './release/versions.ts';
import type { SourceSpec } from './source/from-source.ts';
import { likelierSeries } from './yaml-number.ts';

export type { KernelOptions };

/**
 * A kernel that is ready to run: from the cache, else fetched or built. Its `name` is its version, which another kernel
 * of the run may share.
 * @throws UmlRunError of the kind `usage` when the spec means nothing that exists, `machine` when it cannot be
 * provided; the signal's reason
 */
export async function provideKernel(
  wanted: KernelSpec | string,
  options: KernelOptions,
  context: Context,
): Promise<Kernel> {
  const spec = typeof wanted === 'string' ? parseKernelSpec(wanted) : wanted;
  const hint = likelierSeries(spec);
  if (hint !== undefined) context.log.warning(hint);
  const kernel = await provideOrRecall(spec, options, context);
  const words = await modeArguments(kernel, options, context.signal);
  return words.length > 0 ? { ...kernel, arguments: words } : kernel;
}

/** What cannot be reached is replaced by the newest in the cache that the spec may mean. */
async function provideOrRecall(spec: KernelSpec, options: KernelOptions, context: Context): Promise<Kernel> {
  const { log, offline } = context;
  try {
    const kernel = await provide(spec, options, context);
    if (offline && leavesOpen(spec))
      log.info(`kernel "${spec.text}" is Linux ${kernel.version}, from the cache (--offline)`);
    return kernel;
  } catch (cause) {
    if (!isGone(cause, spec) || options.rebuild || (options.refresh && !offline)) throw cause;
    const { newestInCache, nothingInCache } = await import('./newest-in-cache.ts');
    const kernel = await newestInCache(spec, options, context);
    if (!kernel) throw offline ? await nothingInCache(spec, context) : cause;
    if (offline) log.info(`kernel "${spec.text}" is Linux ${kernel.version}, the newest in the cache (--offline)`);
    else log.warning(`${cause.message}; using Linux ${kernel.version}, the newest in the cache`);
    return kernel;
  }
}

/** Whether it is out of reach, or the archive has a kernel no more that it had. */
function isGone(cause: unknown, spec: KernelSpec): cause is UmlRunError {
  if (cause instanceof Unreachable) return true;
  if (!(cause instanceof UmlRunError) || spec.kind !== 'distro' || spec.wanted === undefined) return false;
  return cause.code === 'kernel-not-found' || cause.code === 'archive-unavailable';
}

/** Whether a server would say which kernel it means. */
function leavesOpen(spec: KernelSpec): boolean {
  return (
    spec.kind === 'auto' ||
    spec.kind === 'distro' ||
    (spec.kind === 'release' && seriesOf(spec.version) === spec.version)
  );
}

async function provide(spec: KernelSpec, options: KernelOptions, context: Context): Promise<Kernel> {
  const { kind, text } = spec;
  switch (kind) {
    case 'auto':
      return provide(await chooseKernel(text, options, context), options, context);
    case 'distro':
      if (options.architecture === 'i386') refuseDistro(text);
      sayReadyMade(text, options, context);
      return provideDistro(
        {
          ...spec,
          isKept: () => isKept(spec, options, context),
        },
        options,
        context,
      );
    case 'release':
      return storedOrBuilt(spec, options, context);
    case 'tarball':
    case 'url':
      return fromSource(spec, options, context);
    case 'path':
      if (await isFolder(spec)) return fromSource(spec, options, context);
      sayReadyMade(text, options, context);
      return provideExecutable(text, spec.path, context, options.architecture);
  }
}

async function storedOrBuilt(
  spec: Extract<KernelSpec, { kind: 'release' }>,
  options: KernelOptions,
  context: Context,
): Promise<Kernel> {
  if (options.rebuild) return fromSource(spec, options, context);
  const { fromStore } = await import('./store/from-store.ts');
  const stored = await fromStore(spec, options, context);
  if ('kernel' in stored) return stored.kernel;
  try {
    return await fromSource(spec, options, context);
  } catch (cause) {
    if (!(cause instanceof UmlRunError) || cause.code !== 'tool-missing') throw cause;
    throw new UmlRunError('tool-missing', `${stored.lacking}; and ${cause.message}`, { cause });
  }
}

/** What builds kernels is loaded when one is to come of it. */
async function fromSource(spec: SourceSpec, options: KernelOptions, context: Context): Promise<Kernel> {
  const { provideFromSource } = await import('./source/from-source.ts');
  return provideFromSource(spec, options, context);
}

async function isFolder({ text, path }: { text: string; path: string }): Promise<boolean> {
  const status = await stat(path).catch((cause) => {
    throw new UmlRunError('kernel-not-found', `kernel "${text}": no such file or folder`, { cause });
  });
  return status.isDirectory();
}

async function isKept(spec: KernelSpec, options: KernelOptions, context: Context): Promise<boolean> {
  if (options.refresh) return false;
  const { newestInCache } = await import('./newest-in-cache.ts');
  return (await newestInCache(spec, options, context)) !== undefined;
}

function refuseDistro(text: string): never {
  const instead = 'name a release, such as 6.12, or auto: kernels that are built can be for i386';
  throw new UmlRunError(
    'kernel-unsuitable',
    `--kernel-arch i386: kernel "${text}" is a package for x86_64; ${instead}`,
  );
}

function sayReadyMade(spec: string, { configuration = [] }: KernelOptions, { log }: Context): void {
  if (configuration.length > 0) log.warning(`kernel "${spec}" is ready-made: --kernel-config does not change it`);
}
