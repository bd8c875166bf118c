import type { Options } from '../config/options.ts';
import type { RootfsOptions } from '../rootfs/rootfs-options.ts';
import { storeOptions } from './store-options.ts';

/** The part of the options that is about the root file system; paths that are not absolute are of another folder. */
export function rootfsOptions(options: Options): RootfsOptions {
  const { alpineMirror, hide, rootfsLimitMegabytes } = options;
  return {
    ...(alpineMirror && { alpineMirror }),
    hide: hide.filter((path) => path.startsWith('/')),
    limitMegabytes: rootfsLimitMegabytes,
    async offeredBusybox(context) {
      const { busyboxInStore } = await import('../kernel/store/busybox-in-store.ts');
      return busyboxInStore(storeOptions(options), context);
    },
  };
}
