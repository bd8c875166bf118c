import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../cache/context.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Package } from './apt.ts';
import { unpackDeb } from './deb.ts';
import { fetchMachinePackage } from './machine-package.ts';

/** Name of the package with a static busybox. */
export const busyboxPackage = 'busybox-static';

/** Absolute paths: of the `.deb`, of the folder with its files, and of the busybox there. */
export interface UnpackedBusybox {
  deb: string;
  files: string;
  executable: string;
}

/**
 * Fetches that package from where this machine's apt has it, and unpacks it.
 * @param scratch a folder for it
 * @throws UmlRunError as `fetchMachinePackage`; `rootfs-failed` when it is not the expected package
 */
export async function unpackBusybox(wanted: Package, scratch: string, context: Context): Promise<UnpackedBusybox> {
  const deb = await fetchMachinePackage(wanted, join(scratch, 'deb'), context);
  const files = join(scratch, 'files');
  await unpackDeb(deb, files, context);
  return { deb, files, executable: await findBusybox(files) };
}

/** Packages since Debian 13 have everything below usr. */
async function findBusybox(files: string): Promise<string> {
  for (const path of [join(files, 'bin/busybox'), join(files, 'usr/bin/busybox')]) {
    if (
      await stat(path).then(
        (stats) => stats.isFile(),
        () => false,
      )
    )
      return path;
  }
  throw new UmlRunError('rootfs-failed', "apt's busybox-static has no bin/busybox: it is not the expected package");
}
