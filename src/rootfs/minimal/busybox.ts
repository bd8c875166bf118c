import { chmod, link, rename, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { tool } from '../../host/run-tool.ts';
import { UmlRunError } from '../../model/errors.ts';

/**
 * Puts busybox into the tree, with a symbolic link for each of its applets where that belongs. Those are two files under
 * hundreds of names, not hundreds of files: a cache unpacks them in a third of the time.
 * On a file system that gives a file one name only, each applet is a symbolic link of its own.
 * @param executable is moved there
 */
export async function installBusybox(tree: string, executable: string, signal?: AbortSignal): Promise<void> {
  const busybox = join(tree, 'bin/busybox');
  const shell = join(tree, 'bin/sh');
  await rename(executable, busybox);
  await chmod(busybox, 0o755);
  const applets = (await tool(busybox, ['--list-full'], { signal })).split('\n').filter((path) => path !== '');
  if (!applets.includes('bin/sh')) throw new UmlRunError('rootfs-failed', 'the static busybox has no bin/sh');
  await symlink('busybox', shell);
  const names = applets.filter((name) => name !== 'bin/busybox' && name !== 'bin/sh');
  const folders = new Set(names.map(dirname).filter((folder) => folder !== 'bin' && folder !== '.'));
  for (const folder of folders) {
    const target = relative(join(tree, folder), busybox);
    await link(busybox, join(tree, folder, 'busybox')).catch(() => symlink(target, join(tree, folder, 'busybox')));
  }
  for (const name of names) {
    if (dirname(name) === '.') await symlink('bin/busybox', join(tree, name));
    else await link(shell, join(tree, name)).catch(() => symlink('busybox', join(tree, name)));
  }
}
