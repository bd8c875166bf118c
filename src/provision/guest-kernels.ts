import { release } from 'node:os';
import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import { checkBoots } from '../guest/check-boots.ts';
import { provideKernel } from '../kernel/kernel.ts';
import type { KernelOptions } from '../kernel/kernel-options.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';

/**
 * The kernels that the options name, ready on this machine, each with a name of its own.
 * @throws UmlRunError when one of them cannot be provided; the signal's reason
 */
export async function provideGuestKernels(options: Options, context: Context): Promise<Kernel[]> {
  // When one fails, the others, which may be building for minutes, are given up.
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(context.signal ? [context.signal] : [])]);
  const ends = await Promise.allSettled(
    options.kernels.map((spec) =>
      provideKernel(spec, kernelOptions(options), { ...context, signal }).catch((error) => {
        failure.abort(error);
        throw error;
      }),
    ),
  );
  signal.throwIfAborted();
  const kernels = named(ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : [])));
  const sameAsHost = kernels.find(({ version }) => version === release());
  if (sameAsHost)
    throw new UmlRunError(
      'kernel-unsuitable',
      `kernel "${sameAsHost.spec}" reports the same release as the host's kernel (${release()}), so results could not be told apart; choose another`,
    );
  return kernels;
}

/** The options that decide how kernels are provided. */
export function kernelOptions(options: Options): KernelOptions {
  const { aptArchive, kernelMirror, kernelConfig, kernelArchitecture, userspace, timeTravel, bootTimeoutSeconds } =
    options;
  return {
    ...(aptArchive !== undefined && { aptArchive }),
    ...(kernelMirror !== undefined && { mirror: kernelMirror }),
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

/** Kernels of one release have the spec in their names. */
function named(kernels: Kernel[]): Kernel[] {
  return kernels.map((kernel) => {
    const alone = kernels.filter(({ version }) => version === kernel.version).length === 1;
    return { ...kernel, name: alone ? kernel.version : `${kernel.version} (${kernel.spec})` };
  });
}
