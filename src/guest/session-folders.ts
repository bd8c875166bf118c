import { copyFileSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel } from '../model/provisions.ts';
import type { KernelSettings } from './guest-settings.ts';
import { initFor } from './init-for.ts';
import { removeFolder, removeFolderAside } from './scratch.ts';
import { linkOfShown } from './show-folders.ts';

/**
 * A guest's folders on the host: what hostfs shows it, where it writes for this machine, what is its memory, its network's
 * helper's. Absolute paths.
 */
export interface Folders {
  /** Small, and beside its memory: on a disk with a journal, each of its files would cost as much as some ten here. */
  own: string;
  /** As large as what tests leave; made with the first folder in it. */
  written: string;
  memory: string;
  network: string;
}

/**
 * Where a guest's folders go.
 * @param name of the guest: unique in the run, safe in paths
 * @param memoryFolder absolute path of the folder for its memory
 */
export function foldersOf({ scratch }: Pick<KernelSettings, 'scratch'>, name: string, memoryFolder: string): Folders {
  const memory = join(memoryFolder, name);
  return { own: `${memory}-own`, written: join(scratch.folder, name), memory, network: `${memory}-network` };
}

/** @throws the system's error */
export function makeFolders(
  { own, written, memory }: Folders,
  kernel: Kernel,
  { rootfs, share, shown = [] }: KernelSettings,
): void {
  mkdirSync(join(own, 'boot/root'), { recursive: true });
  copyFileSync(initFor(kernel.path), join(own, 'boot/init'));
  symlinkSync(rootfs, join(own, 'rootfs'));
  symlinkSync(share, join(own, 'share'));
  symlinkSync(written, join(own, writtenLink));
  for (const [index, { path }] of shown.entries()) symlinkSync(path, join(own, linkOfShown(index)));
  if (kernel.modules) symlinkSync(kernel.modules, join(own, modulesLink));
  mkdirSync(memory, { mode: 0o700 });
}

/** As hostfs knows the folder where a guest writes for this machine. */
export const writtenLink = 'written';

/** As hostfs knows a kernel's modules. */
export const modulesLink = 'modules';

/** Shows other modules to a guest that runs: from one moment to the next, for hostfs knows a file by its path. */
export function showModules({ own }: Folders, modules: string): void {
  const aside = join(own, `${modulesLink}.new`);
  symlinkSync(modules, aside);
  renameSync(aside, join(own, modulesLink));
}

/** What init does next, or from its start. It sees all of it, or none. @throws the system's error */
export function writePlan({ own }: Folders, plan: Buffer): void {
  const aside = join(own, 'plan');
  writeFileSync(aside, plan, { mode: 0o600 });
  renameSync(aside, join(own, 'boot/plan'));
}

/**
 * Of a guest that is gone.
 * @param left resolves when nobody uses the folder of its network any more; without it, it has none
 */
export async function removeFoldersAside({ network, ...others }: Folders, left?: Promise<void>): Promise<void> {
  const removed = Object.values(others).map(removeFolderAside);
  await Promise.all([...removed, left?.then(() => removeFolderAside(network))]);
}

/** Of one that never was. */
export function removeFolders(folders: Folders): void {
  for (const path of Object.values(folders)) removeFolder(path);
}
