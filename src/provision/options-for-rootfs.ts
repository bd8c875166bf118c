import type { Options } from '../config/options.ts';
import type { RootfsOptions } from '../rootfs/rootfs-options.ts';

/** The part of the options that is about the root file system; paths that are not absolute are of another folder. */
export function rootfsOptions({ alpineMirror, hide, rootfsLimitMegabytes }: Options): RootfsOptions {
  return {
    ...(alpineMirror && { alpineMirror }),
    hide: hide.filter((path) => path.startsWith('/')),
    limitMegabytes: rootfsLimitMegabytes,
  };
}
