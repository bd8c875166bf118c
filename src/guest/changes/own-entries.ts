import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import { errnoOf } from '../../model/errors.ts';
import { entryNames, oPath, pathOf } from '../walk-folder.ts';

/**
 * Entries of folders of this machine, each by the descriptor of its folder and its name. No link is followed: whatever a
 * guest says, and whoever exchanges something meanwhile, nothing outside of the folder is reached.
 */

/** @throws the system's error: ENOTDIR for what is no folder, a link to one included */
export function openFolder(path: string | Buffer): number {
  return openSync(path, oPath | constants.O_DIRECTORY | constants.O_NOFOLLOW);
}

/** Opens an entry of any kind, which cannot be read by that. */
export function openEntry(folder: number, name: Buffer): number {
  return openSync(entryPath(folder, name), oPath | constants.O_NOFOLLOW);
}

/**
 * A path of an entry, short however deep it lies.
 * @throws RangeError for a name that is none
 */
export function entryPath(folder: number, name: Buffer): Buffer {
  const isName = name.length > 0 && name.length <= 255 && !name.includes(0) && !name.includes('/');
  if (!isName || ['.', '..'].includes(name.toString('latin1'))) throw new RangeError('it is not the name of a file');
  return Buffer.concat([Buffer.from(`${pathOf(folder)}/`), name]);
}

/** @returns undefined where there is none */
export function statsOf(folder: number, name: Buffer): Stats | undefined {
  return lstatSync(entryPath(folder, name), { throwIfNoEntry: false });
}

/** A name that nothing has. */
export function unusedName(): Buffer {
  return Buffer.from(`.uml-run-${randomBytes(8).toString('hex')}`);
}

/**
 * Puts something at a name, in place of what is there, in one step: whoever looks meanwhile finds one or the other.
 * @param make makes it at the path that it is given
 */
export function replaceEntry(folder: number, name: Buffer, make: (path: Buffer) => void): void {
  const made = entryPath(folder, unusedName());
  try {
    make(made);
    renameSync(made, entryPath(folder, name));
  } catch (error) {
    if (lstatSync(made, { throwIfNoEntry: false })) unlinkSync(made);
    throw error;
  }
}

/**
 * Removes an entry with all that is in it.
 * @param mayGo asked of each by its path from here, whose first is empty; what may not go stays, and the folders above it
 * @returns whether nothing stayed
 */
export function removeEntry(folder: number, name: Buffer, mayGo: (path: string) => boolean, path = ''): boolean {
  if (!mayGo(path)) return false;
  const stats = statsOf(folder, name);
  if (!stats?.isDirectory()) {
    if (stats) unlinkSync(entryPath(folder, name));
    return true;
  }
  const opened = openFolder(entryPath(folder, name));
  try {
    // As `rm -rf` does not: a program that was root in its guest has removed it.
    if ((stats.mode & 0o700) !== 0o700) chmodSync(pathOf(opened), 0o700);
    const isEmpty = [...entryNames(opened)]
      .map((entry) => removeEntry(opened, entry, mayGo, `${path}/${entry.toString('latin1')}`))
      .every(Boolean);
    if (isEmpty) rmdirSync(entryPath(folder, name));
    return isEmpty;
  } finally {
    closeSync(opened);
  }
}

/** A folder that is there stays. Whatever else is there is replaced. */
export function makeEntryFolder(folder: number, name: Buffer): boolean {
  const stats = statsOf(folder, name);
  if (stats?.isDirectory()) return false;
  if (stats) unlinkSync(entryPath(folder, name));
  mkdirSync(entryPath(folder, name), 0o700);
  return true;
}

/**
 * Whose something is to be: who had what it replaces; or, of what root made in its guest, this process's user. Only root
 * can give it.
 * @returns undefined where it stays this process's
 */
export function ownerOf(made: Owner, before: Owner | undefined): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = before ?? made;
  return uid === 0 && gid === 0 ? undefined : { uid, gid };
}

export type Owner = Pick<Stats, 'uid' | 'gid'>;

/** Opens the folder that leads to a path, of which each name is a folder. */
export function openAbove(top: number, path: string): { folder: number; name: Buffer } {
  const names = path.split('/').map((name) => Buffer.from(name, 'latin1'));
  const last = names.pop() ?? Buffer.alloc(0);
  let folder = openFolder(pathOf(top).concat('/.'));
  for (const name of names) {
    const above = folder;
    try {
      folder = openFolder(entryPath(above, name));
    } finally {
      closeSync(above);
    }
  }
  return { folder, name: last };
}

/** Whether a system's error says that there is nothing of that name. */
export function isMissing(error: unknown): boolean {
  return errnoOf(error) === 'ENOENT';
}
