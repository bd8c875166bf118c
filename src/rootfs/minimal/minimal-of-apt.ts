import { isPackage, NotFetched, type Package } from '../../apt/apt.ts';
import { busyboxPackage, unpackBusybox } from '../../apt/busybox-package.ts';
import { machinePackage } from '../../apt/machine-package.ts';
import type { Context } from '../../cache/context.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import type { Rootfs } from '../../model/provisions.ts';
import type { RootfsOptions } from '../rootfs-options.ts';
import { makeMinimal } from './make-minimal.ts';

/** The rootfs with the busybox of this machine's apt. */
export async function minimalOfApt(
  spec: string,
  { refresh = false }: RootfsOptions,
  context: Context,
): Promise<Rootfs> {
  const busybox = await find(refresh);
  try {
    return await make(busybox);
  } catch (cause) {
    // The archive may have a newer one by now.
    if (!(cause instanceof NotFetched)) throw cause;
    const newer = await find(true);
    if (newer.version === busybox.version) throw cause;
    return await make(newer);
  }

  function find(refresh: boolean): Promise<Package> {
    return cachedLookup(context, busyboxPackage, { isValid: isPackage, refresh, share: true }, () =>
      machinePackage(busyboxPackage, context),
    );
  }

  function make(busybox: Package): Promise<Rootfs> {
    const { version, architecture, sha256 } = busybox;
    const fetch = async (scratch: string) => {
      context.log.progress(`fetching ${busyboxPackage} ${version}`);
      const { executable } = await unpackBusybox(busybox, scratch, context);
      return { executable, documents: [] };
    };
    return makeMinimal(spec, { version, architecture, sha256, fetch }, context);
  }
}
