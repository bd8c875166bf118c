import { chmod, rename, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { tool } from '../../host/run-tool.ts';
import { UmlRunError } from '../../model/errors.ts';

/**
 * Puts busybox into the tree, with a symbolic link for each of its applets where that belongs.
 * @param executable is moved there
 */
export async function installBusybox(tree: string, executable: string, signal?: AbortSignal): Promise<void> {
  const busybox = join(tree, 'bin/busybox');
  await rename(executable, busybox);
  await chmod(busybox, 0o755);
  const applets = (await tool(busybox, ['--list-full'], { signal })).split('\n').filter((path) => path !== '');
  if (!applets.includes('bin/sh')) throw new UmlRunError('rootfs-failed', 'the static busybox has no bin/sh');
  for (const applet of applets.filter((path) => path !== 'bin/busybox')) {
    await symlink(relative(dirname(applet), 'bin/busybox'), join(tree, applet));
  }
}
