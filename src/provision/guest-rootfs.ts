import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import type { Rootfs } from '../model/provisions.ts';
import { provideRootfs } from '../rootfs/rootfs.ts';
import { rootfsOptions } from './options-for-rootfs.ts';

/**
 * The root file system that the options name, with their packages, ready on this machine.
 * @throws UmlRunError when it cannot be provided; the signal's reason
 */
export async function provideGuestRootfs(options: Options, context: Context): Promise<Rootfs> {
  const base = await provideRootfs(options.rootfs, rootfsOptions(options), context);
  if (options.rootfsPackages.length === 0) return base;
  const { withPackages } = await import('./packages.ts');
  return withPackages(base, options, context);
}
