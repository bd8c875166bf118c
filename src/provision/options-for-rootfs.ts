import type { Options } from '../config/options.ts';
import type { RootfsOptions } from '../rootfs/rootfs-options.ts';

/** The part of the options that is about the root file system. */
export function rootfsOptions({ alpineMirror, hide, rootfsLimitMegabytes }: Options): RootfsOptions {
  return { ...(alpineMirror && { alpineMirror }), hide, limitMegabytes: rootfsLimitMegabytes };
}
