/** Disks that are small, for what happens when they are full. */
import { execa } from 'execa';
import { ownFolder } from './temporary-folder.ts';

/**
 * Runs a command of a shell where `$disk` is a new and empty disk: a tmpfs, in a mount namespace that ends with it.
 * @param options of the mount, such as `size=1m`
 * @returns what it wrote to stdout, and its exit code
 */
export async function onSmallDisk(options: string, command: string, env: Record<string, string> = {}) {
  const disk = ownFolder();
  const rights = process.getuid?.() === 0 ? [] : ['--map-current-user', '--keep-caps'];
  const lines = `mount -t tmpfs -o ${options} none "$disk"\n${command}`;
  const words = [...rights, '--mount', 'sh', '-ec', lines];
  return execa('unshare', words, { env: { ...env, disk, node: process.execPath }, lines: true, reject: false });
}
