/**
 * Modules of a packaged kernel. Few tests want one, and there are some 900: so a remote keeps them as an entry of their own
 * (of the kind `modules`, with the kernel's key), and a machine that has its kernel from there fetches them only when
 * something in a guest looks for one (`native/supervisor/modules.h`).
 */
import { join } from 'node:path';
import { oncePerRun } from '../cache/cache.ts';
import type { Context } from '../cache/context.ts';
import { entry, entryIfReady, isReadyForGuests } from '../cache/entry.ts';
import { makeFolder } from '../fs/make-folder.ts';
import type { Kernel } from '../model/provisions.ts';

/** Of their entries in the cache. */
export const modulesKind = 'modules';

/** In the folder of their entry, which also has files of the cache's own. */
export const modulesName = 'modules';

/** Fills a folder, which is not there yet, with all modules. What is needed only meanwhile goes into `scratch`. */
export type MakeModules = (folder: string, scratch: string) => Promise<void>;

/** @returns absolute path of the folder with all modules of the kernel with that key. @throws as `entry` does */
export async function allModules(context: Context, key: string, make: MakeModules): Promise<string> {
  const { folder } = await entry(context, modulesKind, key, (folder, scratch) =>
    make(join(folder, modulesName), scratch),
  );
  return join(folder, modulesName);
}

/** The kernel with all of its modules, where they are on this machine; else it has those that every boot loads. */
export async function withModules(kernel: Kernel, key: string, make: MakeModules, context: Context): Promise<Kernel> {
  const above = join(context.cache.folder, modulesKind);
  // There are some 900 files to look at.
  if (await isReadyForGuests(context, modulesKind, key)) return { ...kernel, modules: join(above, key, modulesName) };
  try {
    makeFolder(above);
  } catch {
    // Whoever wants modules is told by `provide`: nothing can be written there.
  }
  let areThere = false;
  const provide = async () => {
    context.log.progress(`fetching the modules of Linux ${kernel.version}`);
    try {
      await allModules(context, key, make);
      areThere = true;
    } finally {
      // A program of `exec` may write to the same terminal.
      context.log.progress('');
    }
  };
  return {
    ...kernel,
    laterModules: {
      folder: join(above, key, modulesName),
      above,
      areThere: () => areThere,
      async provide() {
        // Where one attempt of a server has failed, somebody else may have them by now.
        if (await entryIfReady(context, modulesKind, key)) areThere = true;
        else await oncePerRun(context.cache, `modules ${key}`, provide);
      },
    },
  };
}
