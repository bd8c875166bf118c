import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '../guest/boot-plan.ts';
import { mount } from '../guest/steps.ts';
import type { Rootfs } from '../model/provisions.ts';
import { fileInRootfs, placeInRootfs, rootfsHas } from '../rootfs/lookup.ts';

/** Where a container engine keeps images and containers, and the program whose folder it is. */
const stores = [
  { folder: '/var/lib/docker', program: 'dockerd' },
  { folder: '/var/lib/containers', program: 'podman' },
];
const programFolders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'];

/**
 * The folders in which the rootfs's container engines keep what is theirs, by their paths in the guest. They need a file
 * system of their own, since overlayfs cannot stand on another one. A folder in which the rootfs has something already is
 * not among them: nothing that it brings is to disappear.
 * @param libraries absolute path of the folder that lies over the rootfs; where the rootfs has no such folder, this has it
 * @throws the system's error
 */
export async function makeStores(libraries: string, rootfs: Rootfs): Promise<string[]> {
  const wanted = stores.filter(({ folder, program }) => {
    const isThere = programFolders.some((path) => rootfsHas(rootfs, join(path, program)));
    return isThere && isFree(rootfs, folder);
  });
  const places = wanted.map(({ folder }) => placeInRootfs(rootfs, folder));
  for (const place of places) await mkdir(join(libraries, place), { recursive: true });
  return places;
}

/** Each test finds them empty, in memory. */
export function storeSteps(stores: readonly string[]): Step[] {
  if (stores.length === 0) return [];
  return [{ do: 'each', steps: stores.map((path) => mount('tmpfs', path, { data: 'mode=711' })) }];
}

/** Not there, or empty; one that cannot be read may hold anything. */
function isFree(rootfs: Rootfs, path: string): boolean {
  const folder = fileInRootfs(rootfs, path);
  if (folder === undefined) return true;
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}
