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
  const { rootfs: spec, rootfsPackages } = options;
  if (rootfsPackages.length === 0) return provideRootfs(spec, rootfsOptions(options), context);
  // What another is made from is looked at now.
  const { later: _, ...now } = context;
  const base = await provideRootfs(spec, rootfsOptions(options), now);
  const { withPackages } = await import('./packages.ts');
  return withPackages(base, options, now);
}
