import { chmodSync, closeSync, fstatSync, lchownSync, linkSync, lutimesSync, symlinkSync, utimesSync } from 'node:fs';
import { pathOf } from '../walk-folder.ts';
import { bytesAt, type Change } from './change-stream.ts';
import { entryPath, type Owner, openAbove, openEntry, ownerOf, replaceEntry, statsOf } from './own-entries.ts';
import type { Troubles } from './troubles.ts';
import { plainMode, special, WrittenFile } from './written-file.ts';

/** Makes what is no folder: files, and what only has a name. */
export class PutEntries {
  readonly #stream: number;
  readonly #top: number;
  readonly #troubles: Troubles;
  /** Where a file with several names was put first, by its number. */
  readonly #paths = new Map<number, string>();
  #open: { file: WrittenFile; path: string } | undefined;

  /**
   * @param stream descriptor of the stream
   * @param top descriptor of the project's folder
   */
  constructor(stream: number, top: number, troubles: Troubles) {
    this.#stream = stream;
    this.#top = top;
    this.#troubles = troubles;
  }

  /**
   * Where a folder is, it has to be removed before.
   * @param fd descriptor of the folder that it is in, open until the next is put or `finish` is called
   * @throws the system's error
   */
  put(fd: number, change: Change, path: string): void {
    if (change.kind === 'file') this.#open = { file: new WrittenFile(fd, change), path };
    else if (change.kind === 'attributes') this.#setAttributes(fd, change, path);
    else if (change.kind === 'hard-link') this.#link(fd, change);
    else if (change.kind === 'link') this.#makeLink(fd, change);
    else this.#troubles.other(path);
    if (change.kind === 'file' && change.mode & special) this.#troubles.special(path);
    if (['file', 'attributes'].includes(change.kind) && change.id !== 0) this.#paths.set(change.id, path);
  }

  /** Writes bytes of the file that was put last. */
  write(change: Change): void {
    const { file, path } = this.#open ?? {};
    if (!file || path === undefined) return;
    try {
      file.write(this.#stream, change);
    } catch (error) {
      this.#open = undefined;
      file.abandon();
      this.#troubles.failed(path, error);
    }
  }

  /** Nothing more is written to it. */
  finish(): void {
    const { file, path } = this.#open ?? {};
    this.#open = undefined;
    try {
      file?.finish();
    } catch (error) {
      this.#troubles.failed(path ?? '', error);
    }
  }

  #setAttributes(fd: number, { name, mode, time }: Change, path: string): void {
    if (!statsOf(fd, name)) return;
    const file = openEntry(fd, name);
    try {
      const stats = fstatSync(file);
      // Somebody has put something else there meanwhile.
      if (!stats.isFile()) return;
      if (mode & special & ~stats.mode) this.#troubles.special(path);
      const wanted = (mode & plainMode) | (mode & stats.mode & special);
      if ((stats.mode & 0o7777) !== wanted) chmodSync(pathOf(file), wanted);
      if (Math.abs(stats.mtimeMs / 1000 - Number(time)) > 1e-6) utimesSync(pathOf(file), time, time);
    } finally {
      closeSync(file);
    }
  }

  #link(fd: number, { id, name }: Change): void {
    const first = this.#paths.get(id);
    if (first === undefined) throw new Error('it is another name of a file that is not brought back');
    const source = openAbove(this.#top, first);
    try {
      const from = entryPath(source.folder, source.name);
      const [one, other] = [statsOf(source.folder, source.name), statsOf(fd, name)];
      if (one && one.ino === other?.ino && one.dev === other.dev) return;
      replaceEntry(fd, name, (made) => linkSync(from, made));
    } finally {
      closeSync(source.folder);
    }
  }

  #makeLink(fd: number, change: Change): void {
    const { name, data, time } = change;
    const target = bytesAt(this.#stream, data.at, data.length);
    const before = statsOf(fd, name);
    replaceEntry(fd, name, (made) => {
      symlinkSync(target, made);
      giveOwner(made, change, before);
      lutimesSync(made, time, time);
    });
  }
}

/** @param before of what it replaces */
export function giveOwner(path: Buffer, made: Owner, before?: Owner): void {
  const owner = ownerOf(made, before);
  if (owner) lchownSync(path, owner.uid, owner.gid);
}
