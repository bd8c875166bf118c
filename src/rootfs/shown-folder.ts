import { basename, dirname, join } from 'node:path';
import { isBelow, isIn } from '../fs/is-in.ts';
import { realPath } from '../fs/real-path.ts';
import { guestFolders, type ShownFolder } from '../model/provisions.ts';

/** Whether it lies in what each guest has of its own, or is that. Elsewhere, the share has an empty folder for it. */
export function isInOwnFolder(place: string): boolean {
  return guestFolders.some((name) => isIn(place, `/${name}`));
}

/** Whether guests can show it: not over what they cannot do without. */
export function canBeShown(place: string): boolean {
  if (isIn(place, '/dev/shm')) return true;
  const taken = ['/proc', '/sys', '/dev', '/programs', '/artifacts'];
  return place !== '/' && !taken.some((path) => isIn(place, path));
}

/**
 * Whether guests find a file of the host at its own path: in a folder that they see, where links do not lead out of what
 * they see.
 */
export function isSeen(shown: readonly ShownFolder[], path: string): boolean {
  if (!isShown(shown, path)) return false;
  const real = realPath(path);
  return real !== undefined && isShown(shown, real);
}

/**
 * Where guests find a file of the host in what they see, though the folders on its path may be links that they do not see.
 * @returns its path there; undefined where they do not see it
 */
export function seenPath(shown: readonly ShownFolder[], path: string): string | undefined {
  if (shown.length === 0) return undefined;
  if (isSeen(shown, path)) return path;
  const above = realPath(dirname(path));
  const real = above && join(above, basename(path));
  return real && isSeen(shown, real) ? real : undefined;
}

function isShown(shown: readonly ShownFolder[], path: string): boolean {
  return shown.some(({ path: folder, hidden }) => {
    return isBelow(path, folder) && !hidden.some((one) => isIn(path, `${folder}/${one}`));
  });
}
