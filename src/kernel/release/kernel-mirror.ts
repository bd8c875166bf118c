/** A place laid out as kernel.org's /pub/linux/kernel: `v6.x/linux-6.12.9.tar.xz`, `v6.x/sha256sums.asc`. */
import { type Mirror, openMirror, placeOn } from '../../net/mirror.ts';

/** Where releases come from unless `--kernel-mirror` says otherwise. */
export const kernelOrg = 'https://cdn.kernel.org/pub/linux/kernel/';

/** kernel.org's list of what it supports at the moment; other mirrors may have a copy beside their folders. */
const kernelOrgIndex = 'https://www.kernel.org/releases.json';

/** @throws UmlRunError `mirror-invalid` for what is neither a URL nor a folder */
export function openKernelMirror(name = kernelOrg): Promise<Mirror> {
  return openMirror(name, '--kernel-mirror');
}

/** Where the list of supported releases is. */
export function indexOf(mirror: Mirror): URL | string {
  return String(mirror.base) === kernelOrg ? new URL(kernelOrgIndex) : placeOn(mirror, 'releases.json');
}
