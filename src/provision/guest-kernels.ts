import { release } from 'node:os';
import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import { checkBoots } from '../guest/check-boots.ts';
import { provideKernel } from '../kernel/kernel.ts';
import type { KernelOptions } from '../kernel/kernel-options.ts';
import { parseKernelSpec } from '../kernel/kernel-spec.ts';
import { requireNetworkCard, requireTransports } from '../kernel/transports.ts';
import { allOrNone } from '../model/all-or-none.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { storeOptions } from './store-options.ts';

/**
 * The kernels that the options name, ready on this machine, each with a name of its own. One that this machine, a server
 * or a compiler does not give, or that an archive or mirror does not have (any more), has a `problem`, about which there
 * is a warning.
 * @param onReady called for each as soon as guests can boot on it, while others may still be built
 * @throws UmlRunError when one of them is not what it has to be, or none can be provided; the signal's reason
 */
export async function provideGuestKernels(
  options: Options,
  context: Context,
  onReady: (kernel: Kernel) => void = () => {},
): Promise<Kernel[]> {
  const provide = (spec: string) => async (signal: AbortSignal) => {
    try {
      const kernel = await provideKernel(spec, kernelOptions(options), { ...context, signal });
      await requireSuitable(kernel, options, signal);
      onReady(kernel);
      return kernel;
    } catch (error) {
      if (error instanceof UmlRunError && isUnavailable(spec, error)) return { spec, error };
      throw error;
    }
  };
  const ends = await allOrNone<(Kernel | Missing)[]>(options.kernels.map(provide), context.signal);
  return named(allOrSome(ends, context));
}

/** @throws UmlRunError `kernel-unsuitable` */
async function requireSuitable(kernel: Kernel, options: Options, signal: AbortSignal): Promise<void> {
  if (kernel.version === release())
    throw new UmlRunError(
      'kernel-unsuitable',
      `kernel "${kernel.spec}" reports the same release as the host's kernel (${release()}), so results could not be told apart; choose another`,
    );
  await requireTransports(kernel, options.kernelArguments, signal);
  const networkOption = networkOptionOf(options);
  if (networkOption !== undefined) await requireNetworkCard(kernel, networkOption, signal);
}

/** The option by which guests need a network card, if one does. */
function networkOptionOf({ network: { mode }, guests }: Options): string | undefined {
  if (mode !== 'none') return `--network ${mode}`;
  return guests.length > 0 ? '--guests' : undefined;
}

interface Missing {
  spec: string;
  error: UmlRunError;
}

/** What archives and mirrors have changes from day to day: only what the user has to correct ends a run. */
function isUnavailable(spec: string, { kind, code }: UmlRunError): boolean {
  if (kind === 'machine') return true;
  return code === 'kernel-not-found' && ['distro', 'release'].includes(parseKernelSpec(spec).kind);
}

/** One kernel that is missing costs no other its tests. */
function allOrSome(ends: readonly (Kernel | Missing)[], { log }: Context): Kernel[] {
  const missing = ends.filter((end) => 'error' in end);
  // Of several, the one that the user can correct, as with exit codes.
  const first = missing.find(({ error }) => error.kind === 'usage') ?? missing[0];
  const isEach = missing.length === ends.length;
  for (const one of missing)
    if (!isEach || one !== first) log.warning(`kernel "${one.spec}" is not available: ${one.error.message}`);
  if (isEach && first) throw first.error;
  return ends.map((end) => ('error' in end ? unavailable(end) : end));
}

function unavailable({ spec, error }: Missing): Kernel {
  const problem = `kernel "${spec}" is not available: ${error.message}`;
  return { spec, name: spec, version: '', source: 'not available', path: '', sha256: '', problem };
}

/** The options that decide how kernels are provided. */
export function kernelOptions(options: Options): KernelOptions {
  const { aptArchive, kernelMirror, kernelConfig, kernelArchitecture } = options;
  const { userspace, timeTravel, bootTimeoutSeconds } = options;
  return {
    ...(aptArchive !== undefined && { aptArchive }),
    ...(kernelMirror !== undefined && { mirror: kernelMirror }),
    ...storeOptions(options),
    configuration: kernelConfig,
    architecture: kernelArchitecture,
    userspace,
    timeTravel,
    checkBoots: (executable, signal) => checkBoots(executable, bootTimeoutSeconds, signal),
  };
}

/** The kernel's command line beyond what every guest has: what its mode needs comes before the user's own words. */
export function commandLineOf(
  { arguments: words = [] }: Pick<Kernel, 'arguments'>,
  { kernelArguments }: Pick<Options, 'kernelArguments'>,
): string {
  return [...words, kernelArguments].join(' ');
}

/** Kernels of one release have the spec in their names; the name of one that is missing is its spec. */
function named(kernels: Kernel[]): Kernel[] {
  return kernels.map((kernel) => {
    const { spec, version, problem } = kernel;
    const alone = kernels.filter((other) => other.version === version || other.spec === version).length === 1;
    if (problem !== undefined) return kernel;
    return { ...kernel, name: alone ? version : `${version} (${spec})` };
  });
}
