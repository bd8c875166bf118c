import { join, relative } from 'node:path';
import { holdClocks } from '../host/clock.ts';
import { messageOf } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { modulesFolder } from './module-steps.ts';
import { type Folders, modulesLink, showModules } from './session-folders.ts';

/** The kernel with all of its modules, where a guest before wanted them. */
export function withModulesThatAreThere(kernel: Kernel): Kernel {
  const { laterModules, ...rest } = kernel;
  return laterModules?.areThere() ? { ...rest, modules: laterModules.folder } : kernel;
}

/**
 * Provides the modules of its kernel for a guest that waits for them. Meanwhile no limit of a test or a boot counts.
 * @param path of what it looks for, as hostfs has it
 * @returns why they cannot be had, for the user; undefined when the guest sees them
 */
export async function provideModules(
  { laterModules, version }: Kernel,
  folders: Folders,
  path: string,
): Promise<string | undefined> {
  try {
    await holdClocks(async () => laterModules?.provide());
    if (laterModules) showModules(folders, laterModules.folder);
    return undefined;
  } catch (cause) {
    const wanted = join(modulesFolder, relative(join(folders.own, modulesLink), path));
    return `a module of Linux ${version} was looked for (${JSON.stringify(wanted)}), and its modules cannot be had: ${messageOf(cause)}`;
  }
}
