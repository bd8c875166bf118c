import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { guestFolders, type ShownFolder } from '../model/provisions.ts';

/** Whether it lies in what each guest has of its own, or is that. Elsewhere, the share has an empty folder for it. */
export function isInOwnFolder(place: string): boolean {
  return guestFolders.some((name) => isBelow(place, `/${name}`) || place === `/${name}`);
}

/** Whether guests can show it: not over what they cannot do without. */
export function canBeShown(place: string): boolean {
  if (place === '/dev/shm' || isBelow(place, '/dev/shm')) return true;
  const taken = ['/proc', '/sys', '/dev', '/programs', '/artifacts'];
  return place !== '/' && !taken.some((path) => place === path || isBelow(place, path));
}

/**
 * Whether guests find a file of the host at its own path: in a folder that they see, where links do not lead out of what
 * they see.
 */
export function isSeen(shown: readonly ShownFolder[], path: string): boolean {
  return isIn(shown, path) && existsSync(path) && isIn(shown, realpathSync(path));
}

/**
 * Where guests find a file of the host in what they see, though the folders on its path may be links that they do not see.
 * @returns its path there; undefined where they do not see it
 */
export function seenPath(shown: readonly ShownFolder[], path: string): string | undefined {
  if (isSeen(shown, path)) return path;
  if (shown.length === 0 || !existsSync(path)) return undefined;
  const real = join(realpathSync(dirname(path)), basename(path));
  return isSeen(shown, real) ? real : undefined;
}

function isIn(shown: readonly ShownFolder[], path: string): boolean {
  return shown.some(({ path: folder, hidden }) => {
    const isOf = (one: string) => path === `${folder}/${one}` || isBelow(path, `${folder}/${one}`);
    return isBelow(path, folder) && !hidden.some(isOf);
  });
}

/** Whether a path lies somewhere in a folder. Both absolute. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`) && path !== folder;
}
