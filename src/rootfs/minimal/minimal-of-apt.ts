import { join } from 'node:path';
import { isPackage, NotFetched, type Package } from '../../apt/apt.ts';
import { unpackDeb } from '../../apt/deb.ts';
import { fetchMachinePackage, machinePackage } from '../../apt/machine-package.ts';
import type { Context } from '../../cache/context.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import type { Rootfs } from '../../model/provisions.ts';
import type { RootfsOptions } from '../rootfs-options.ts';
import { findBusybox } from './busybox.ts';
import { makeMinimal, packageName } from './make-minimal.ts';

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
    return cachedLookup(context, packageName, { isValid: isPackage, refresh, share: true }, () =>
      machinePackage(packageName, context),
    );
  }

  function make(busybox: Package): Promise<Rootfs> {
    const { version, architecture, sha256 } = busybox;
    const fetch = async (scratch: string) => {
      context.log.progress(`fetching ${packageName} ${version}`);
      const deb = await fetchMachinePackage(busybox, join(scratch, 'deb'), context);
      await unpackDeb(deb, join(scratch, 'files'), context);
      return { executable: await findBusybox(join(scratch, 'files')), documents: [] };
    };
    return makeMinimal(spec, { version, architecture, sha256, fetch }, context);
  }
}
