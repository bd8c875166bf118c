import { join } from 'node:path';
import { guestFolders, type Rootfs } from '../model/provisions.ts';
import { isSeen } from './shown-folder.ts';
import { follow } from './tree/follow.ts';

/** What the tree itself has there, no guest sees. */
const covered = guestFolders.map((name) => `/${name}`);

/**
 * Whether a path exists in the rootfs as the guest will see it: links are followed inside the rootfs, never out of it.
 */
export function rootfsHas(rootfs: Rootfs, path: string): boolean {
  return fileInRootfs(rootfs, path) !== undefined;
}

/**
 * @returns the file of the host, by its absolute path, that a path of the guest leads to; undefined where there is none
 */
export function fileInRootfs({ path: root, hidden, shown = [] }: Rootfs, path: string): string | undefined {
  if (isSeen(shown, path)) return path;
  const place = follow(root, path, { hidden: [...covered, ...(hidden ?? [])] });
  return place?.exists ? join(root, place.path) : undefined;
}

/**
 * Where a path leads in a rootfs whose folders may be links (`/lib` to `usr/lib`): with the links of its folders
 * followed.
 */
export function placeInRootfs({ path: root }: Rootfs, path: string): string {
  const place = follow(root, path, { last: false, hidden: covered });
  return place ? `/${place.path}` : path;
}

/** Whether tests may write everywhere in their guest's view of it. `minimal` is there to start fast. */
export function isWritable({ spec }: Rootfs): boolean {
  return spec !== 'minimal';
}
