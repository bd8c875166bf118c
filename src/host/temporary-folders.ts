import { accessSync, constants, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import { type Mount, mountOf, parseMounts } from './mounts.ts';

/** A tmpfs on most machines, which makes guests fast. */
const shared = '/dev/shm';

/**
 * The folder that a run's temporary files go into: the machine's own ($TMPDIR), or else the shared memory's.
 * @throws UmlRunError `temporary-folder-unusable` when neither can be used
 */
export function temporaryFolder(): string {
  return firstUsable([resolve(tmpdir()), shared]);
}

/**
 * The folder for the files that are the guests' memory: the shared memory's, or else the machine's own ($TMPDIR).
 * @throws UmlRunError `temporary-folder-unusable` when neither can be used
 */
export function guestMemoryFolder(): string {
  return firstUsable([shared, resolve(tmpdir())]);
}

/**
 * The kernel maps its memory's file with the right to execute it, and hostfs asks the host whether a guest may execute
 * a program: a mount can forbid both.
 */
function firstUsable(folders: string[]): string {
  const mounts = parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
  const found = folders.find((folder) => isWritable(folder) && !forbidsExecution(folder, mounts));
  if (found !== undefined) return found;
  const named = [...new Set(folders)].map((folder) => `"${folder}"`).join(' and ');
  throw new UmlRunError(
    'temporary-folder-unusable',
    `no folder for temporary files: ${named} cannot be written to or are mounted noexec; name another with TMPDIR`,
  );
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function forbidsExecution(folder: string, mounts: Mount[]): boolean {
  return mountOf(realpathSync(folder), mounts)?.options.includes('noexec') ?? false;
}
