import { chmodSync, closeSync, fstatSync, rmdirSync, utimesSync } from 'node:fs';
import { pathOf } from '../walk-folder.ts';
import { bytesAt, type Change, readChanges } from './change-stream.ts';
import { type Fate, fateOf, isWithin, joined } from './fates.ts';
import { MovedFolders } from './moved-folders.ts';
import { entryPath, isMissing, makeEntryFolder, openFolder, removeEntry, statsOf } from './own-entries.ts';
import { giveOwner, PutEntries } from './put-entries.ts';
import { type Survey, survey } from './survey.ts';
import { Troubles } from './troubles.ts';
import { plainMode, special } from './written-file.ts';

/** A folder of this machine that a program had in its guest. */
export interface ChangedFolder {
  /** Absolute path. */
  path: string;
  /** Paths from there, whose changes are brought back; `.` for all. */
  kept: readonly string[];
  /** Paths from there that the guest did not see: whatever a program made there, they stay as they are. */
  hidden: readonly string[];
}

/** What became of a program's changes. */
export interface BroughtBack {
  /** Those that were not to be brought back, and the paths of the first. */
  lost: Survey['lost'];
  /** Those that could not be, in words for the user. */
  problems: string[];
}

/**
 * Makes the changes in the folder that a program made in its guest. Only names in folders that are open are used, and no
 * link is followed, so nothing else is reached, whatever the stream says. A stream that is not whole changes nothing. What
 * is not in the stream is not touched; a file that somebody changed meanwhile is replaced.
 *
 * @param file a descriptor of the stream
 * @throws DamagedChanges when it is not whole; the system's error when the folder cannot be opened
 */
export function applyChanges(file: number, folder: ChangedFolder): BroughtBack {
  const { origins, lost } = survey(file);
  if (folder.kept.length === 0) return { lost, problems: [] };
  const application = new Application(file, folder);
  try {
    application.run(origins);
  } finally {
    application.close();
  }
  return { lost, problems: application.troubles.words() };
}

/** A folder whose records are read. */
interface Frame {
  /** A descriptor; undefined where what is in it is left out. */
  fd: number | undefined;
  path: string;
  fate: Fate;
  /** Its name in the folder above, where it was made on the way to something. */
  made?: Buffer;
}

class Application {
  readonly troubles = new Troubles();
  readonly #file: number;
  readonly #folder: ChangedFolder;
  readonly #moved: MovedFolders;
  readonly #frames: Frame[];
  readonly #top: number;
  readonly #entries: PutEntries;

  constructor(file: number, folder: ChangedFolder) {
    this.#file = file;
    this.#folder = { ...folder, kept: folder.kept.map(latin1), hidden: folder.hidden.map(latin1) };
    this.#top = openFolder(folder.path);
    this.#frames = [{ fd: openFolder(folder.path), path: '', fate: fateOf('', this.#folder.kept) }];
    this.#moved = new MovedFolders(this.#top);
    this.#entries = new PutEntries(file, this.#top, this.troubles);
  }

  run(origins: string[]): void {
    for (const origin of origins.sort((one, other) => other.length - one.length))
      this.#attempt(origin, () => {
        if (fateOf(origin, this.#folder.kept) === 'kept') this.#moved.take(origin, this.#hasHidden(origin));
      });
    try {
      for (const change of readChanges(this.#file)) this.#apply(change);
    } finally {
      this.#moved.giveBack((path, error) => this.troubles.failed(path, error));
    }
  }

  close(): void {
    this.#entries.finish();
    for (const { fd } of this.#frames) if (fd !== undefined) closeSync(fd);
    closeSync(this.#top);
  }

  #apply(change: Change): void {
    if (change.kind === 'bytes') this.#entries.write(change);
    else this.#entries.finish();
    if (change.kind === 'leave') this.#leave(change);
    const frame = this.#frames.at(-1);
    if (!frame || ['bytes', 'leave', 'lost', 'end'].includes(change.kind)) return;
    const path = joined(frame.path, change.name.toString('latin1'));
    const isFolder = change.kind.endsWith('folder');
    const next: Frame = { fd: undefined, path, fate: 'left' };
    if (isFolder) this.#frames.push(next);
    if (frame.fd === undefined) return;
    const fate = fateOf(path, this.#folder.kept);
    if (fate === 'left' || (fate === 'on-the-way' && !isFolder)) return;
    const { fd } = frame;
    this.#attempt(path, () => {
      entryPath(fd, change.name);
      if (this.#isHidden(path)) this.troubles.hidden(path);
      else if (isFolder) Object.assign(next, this.#enter(fd, change, path, fate));
      else this.#put(fd, change, path);
    });
  }

  #attempt(path: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.troubles.failed(path, error);
    }
  }

  #isHidden(path: string): boolean {
    return this.#folder.hidden.some((one) => isWithin(path, one));
  }

  #hasHidden(path: string): boolean {
    return this.#folder.hidden.some((one) => isWithin(one, path));
  }

  // ---- folders

  #enter(fd: number, change: Change, path: string, fate: Fate): Partial<Frame> {
    const { name, kind } = change;
    if (kind === 'moved-folder') this.#moveIn(fd, change, path, fate);
    else if (fate === 'kept' && kind === 'new-folder') this.#remove(fd, name, path);
    const before = statsOf(fd, name);
    if (fate !== 'kept' && before && !before.isDirectory()) throw new Error('something in it is, but it is no folder');
    const isMade = makeEntryFolder(fd, name);
    if (isMade) giveOwner(entryPath(fd, name), change);
    const opened = openFolder(entryPath(fd, name));
    // Whoever closed it may have written to it before.
    if (fate === 'kept' && before && (before.mode & 0o700) !== 0o700) chmodSync(pathOf(opened), before.mode | 0o700);
    return { fd: opened, fate, ...(isMade && fate === 'on-the-way' && { made: name }) };
  }

  #moveIn(fd: number, { name, data }: Change, path: string, fate: Fate): void {
    const origin = bytesAt(this.#file, data.at, data.length).toString('latin1');
    if (fate !== 'kept' || !this.#moved.has(origin)) throw new Error('the folder that it was moved from stays there');
    this.#remove(fd, name, path);
    this.#moved.put(origin, entryPath(fd, name));
  }

  #leave({ mode, time }: Change): void {
    const frame = this.#frames.pop();
    if (frame?.fd === undefined) return;
    const { fd, path, fate, made } = frame;
    this.#attempt(path, () => {
      if (fate !== 'kept') return;
      const stats = fstatSync(fd);
      const before = stats.mode & 0o7777;
      const wanted = (mode & plainMode) | (before & special);
      if (before !== wanted) chmodSync(pathOf(fd), wanted);
      // The guest's own top is as new as the guest.
      if (path !== '' && !isTime(stats.mtimeMs / 1000, Number(time))) utimesSync(pathOf(fd), time, time);
    });
    closeSync(fd);
    const above = this.#frames.at(-1)?.fd;
    if (!made || above === undefined) return;
    try {
      rmdirSync(entryPath(above, made));
    } catch {
      // There is something in it.
    }
  }

  // ---- other entries

  #put(fd: number, change: Change, path: string): void {
    const isFolder = statsOf(fd, change.name)?.isDirectory() ?? false;
    const takesPlace = ['file', 'hard-link', 'link'].includes(change.kind);
    if (change.kind === 'removed' || (takesPlace && isFolder)) this.#remove(fd, change.name, path);
    if (change.kind !== 'removed') this.#entries.put(fd, change, path);
  }

  #remove(fd: number, name: Buffer, path: string): void {
    const mayGo = (below: string) => !this.#isHidden(`${path}${below}`) && !this.#moved.isStuck(`${path}${below}`);
    try {
      if (!removeEntry(fd, name, mayGo) && this.#hasHidden(path)) this.troubles.hidden(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

function latin1(path: string): string {
  return Buffer.from(path).toString('latin1');
}

/** Whether a guest sees the one time as the other, in seconds: hostfs of 5.10 shows whole seconds. */
function isTime(here: number, there: number): boolean {
  return Math.abs(here - there) <= 1e-6 || Math.floor(here) === there;
}
