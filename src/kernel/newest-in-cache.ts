import { type Context, notInCache, requireNetwork } from '../cache/context.ts';
import { entry } from '../cache/entry.ts';
import type { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { Unreachable } from '../model/unreachable.ts';
import { compareNatural } from '../text/natural-order.ts';
import { isSpecial } from './auto-kernel.ts';
import { type CachedKernel, listKernels, meantBy } from './cached-kernels.ts';
import { buildKey } from './compile/build-key.ts';
import { identifyCompiler } from './compile/compiler.ts';
import { readConfiguration } from './compile/configuration.ts';
import { relocate } from './distro/relocate.ts';
import { hostGlibc } from './host-glibc.ts';
import type { KernelOptions } from './kernel-options.ts';
import type { KernelSpec } from './kernel-spec.ts';
import { withModules } from './later-modules.ts';
import { readyKernel } from './ready-kernel.ts';
import { flavourOf } from './store/store-index.ts';

/**
 * The newest kernel in the cache that a spec may mean and that fits the options, whatever archives and mirrors have.
 * @returns undefined where there is none
 */
export async function newestInCache(
  spec: KernelSpec,
  options: KernelOptions,
  context: Context,
): Promise<Kernel | undefined> {
  const kernels = (await listKernels(context.cache)).filter(meantBy(spec));
  const fitting = [];
  for (const kernel of kernels) if (await fits(kernel, spec, options, context)) fitting.push(kernel);
  const newest = fitting.sort((left, right) => compareNatural(left.version, right.version)).at(-1);
  if (!newest) return undefined;
  // It was whole when it was made; one that was damaged since cannot be made again from here.
  const make = notFromHere(`Linux ${newest.version}, undamaged,`, context);
  const kernel = await readyKernel(spec.text, await entry(context, 'kernels', newest.key, { make, relocate }));
  if (!newest.hasLaterModules) return kernel;
  const makeModules = notFromHere(`Linux ${newest.version} with all of its modules`, context);
  return withModules(kernel, newest.key, makeModules, context);
}

/** Makes nothing: what the cache lacks cannot be had while nobody is asked, or answers. */
const notFromHere = (what: string, context: Context) => async () => {
  requireNetwork(context, what);
  throw new Unreachable('not-in-cache', `${what} is not in the cache, and where it comes from cannot be reached`);
};

/** For a spec that means none of the kernels in the cache. */
export async function nothingInCache({ text }: KernelSpec, context: Context): Promise<UmlRunError> {
  const kernels = await listKernels(context.cache);
  const there = [...new Set(kernels.map(specOf))].sort(compareNatural);
  return notInCache(`kernel "${text}"`, there, 'kernels');
}

/** What names it: `distro:6.1`, `6.12.9`, or its file. */
function specOf({ version, path, origin }: CachedKernel): string {
  const series = /^\d+\.\d+/.exec(version)?.[0] ?? version;
  if (origin.package !== undefined) return `distro:${series}`;
  return origin.mirror === undefined && origin.store === undefined ? path : (origin.release ?? version);
}

/** Whether it is what the options would make of its package or its source, on this machine. */
async function fits(
  { key, origin }: CachedKernel,
  spec: KernelSpec,
  options: KernelOptions,
  context: Context,
): Promise<boolean> {
  const { architecture = 'x86_64', configuration = [] } = options;
  if (origin.package !== undefined)
    return key.endsWith(`glibc-${await hostGlibc(context)}`) && (spec.kind === 'distro' || !isSpecial(options));
  if (origin.store !== undefined) return architecture === 'x86_64' && origin.flavour === flavourOf(configuration);
  const { sha256 } = origin;
  if (sha256 === undefined) return false;
  return (
    key === buildKey(sha256, await readConfiguration(configuration), await identifyCompiler(context), architecture)
  );
}
