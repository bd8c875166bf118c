import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { messageOf, UmlRunError } from '../model/errors.ts';
import { type Mount, noexecMountOf, readMounts } from './mounts.ts';

/** A tmpfs on most machines, which makes guests fast. */
const shared = '/dev/shm';

/** On a disk where /tmp is a tmpfs. */
const onDisk = '/var/tmp';

/**
 * The folder that a run's temporary files go into: the machine's own ($TMPDIR), or else the shared memory's, or /var/tmp.
 * @param mounts of this process
 * @throws UmlRunError `temporary-folder-unusable` when none can be used
 */
export function temporaryFolder(mounts = readMounts()): string {
  const [first] = usable([resolve(tmpdir()), shared, onDisk], mounts);
  return first;
}

/**
 * The folders for the files that are the guests' memory, the best first: the shared memory's, the machine's own
 * ($TMPDIR), and one on a disk for when these have no room.
 * @param mounts of this process
 * @throws UmlRunError `temporary-folder-unusable` when none can be used
 */
export function guestMemoryFolders(mounts = readMounts()): [string, ...string[]] {
  return usable([shared, resolve(tmpdir()), onDisk], mounts);
}

/**
 * Makes a folder that is this process's own.
 * @param path in one of the folders above
 * @throws UmlRunError `temporary-folder-unusable`
 */
export function makeTemporaryFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    throw new UmlRunError(
      'temporary-folder-unusable',
      `cannot make a temporary folder in "${dirname(path)}": ${messageOf(cause)}; name another with TMPDIR`,
      { cause },
    );
  }
}

function usable(folders: string[], mounts: Mount[]): [string, ...string[]] {
  const candidates = [...new Set(folders)];
  const [first, ...others] = candidates.filter((folder) => isUsable(folder, mounts));
  if (first !== undefined) return [first, ...others];
  const named = candidates.map((folder) => `"${folder}"`).join(', ');
  throw new UmlRunError(
    'temporary-folder-unusable',
    `no folder for temporary files: each of ${named} cannot be written to, is mounted noexec or has a comma or a colon in its path; name another with TMPDIR`,
  );
}

/**
 * The kernel maps its memory's file with the right to execute it, and hostfs asks the host whether a guest may execute
 * a program: a mount can forbid both. On the kernel's command line, a comma ends the path of hostfs's folder, and either
 * ends that of a disk.
 */
function isUsable(folder: string, mounts: Mount[]): boolean {
  return !/[,:]/.test(folder) && isWritable(folder) && !noexecMountOf(realpathSync(folder), mounts);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
