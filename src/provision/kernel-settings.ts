import type { Options } from '../config/options.ts';
import { checkBoots } from '../guest/check-boots.ts';
import type { KernelOptions } from '../kernel/kernel-options.ts';
import type { Kernel } from '../model/provisions.ts';

/** What providing kernels has to know of what the user chose. */
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
export function argumentsFor({ arguments: words = [] }: Kernel, { kernelArguments }: Options): string {
  return [...words, kernelArguments].join(' ');
}
