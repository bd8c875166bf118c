import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What a program expects to find, and where the guest mounts its file systems. */
const folders = [
  ['bin', 'sbin', 'lib', 'lib64', 'etc', 'opt', 'srv', 'home', 'mnt', 'media'],
  ['usr', 'usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64', 'usr/share'],
  ['usr/local', 'usr/local/bin', 'usr/local/sbin', 'usr/local/lib'],
  ['var', 'var/cache', 'var/lib', 'var/log', 'var/spool'],
  ['dev', 'proc', 'sys', 'run'],
].flat();

const modes: Record<string, number> = { tmp: 0o1777, 'var/tmp': 0o1777, root: 0o700 };

export async function makeFolders(tree: string): Promise<void> {
  for (const path of ['.', ...folders, ...Object.keys(modes)]) {
    await mkdir(join(tree, path), { recursive: true });
    // Said outright: mkdir heeds the umask.
    await chmod(join(tree, path), modes[path] ?? 0o755);
  }
}
