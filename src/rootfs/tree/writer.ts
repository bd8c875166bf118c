import {
  chmodSync,
  closeSync,
  fchmodSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { UmlRunError } from '../../model/errors.ts';
import { explained, unusable } from './entry-error.ts';
import { climbs, follow } from './follow.ts';
import { quoted, type TreeEntry } from './tree-entry.ts';

/** Bytes of the longest path that the system takes. */
const maxPath = 4095;

/** Seconds since the epoch. Only damaged archives have later ones, and no file system takes just any. */
const maxTime = 2 ** 32 - 1;

/**
 * Puts entries into a tree on the disk, and nothing outside of it whatever they say. Files belong to whoever writes
 * them, who can always read them; device nodes, pipes and sockets are left out, for a guest has its own.
 */
export class TreeWriter {
  /** What was left out, for a note to the user. */
  readonly leftOut = { special: 0, unnameable: 0 };
  readonly #root: string;
  readonly #what: string;
  readonly #limit: number;
  #bytes = 0;
  #parent: { name: string; path: string } | undefined;

  /**
   * @param root an empty folder
   * @param what the entries come from, for messages
   * @param limit bytes that the tree may take
   */
  constructor(root: string, what: string, limit: number) {
    this.#root = root;
    this.#what = what;
    this.#limit = limit;
  }

  /**
   * @returns where it is, relative to the root; undefined when it was left out
   * @throws UmlRunError `rootfs-invalid` when it would end up outside, or no file can be called that;
   *   `rootfs-too-large` when the limit is exceeded; the system's error
   */
  async add(entry: TreeEntry): Promise<string | undefined> {
    const { name, type, size } = entry;
    // One that is left out counts, too: there may be any number of them.
    this.#take(name ?? '', type === 'file' ? size : 0);
    if (name === undefined) return this.#leaveOut('unnameable');
    if (type === 'other') return this.#leaveOut('special');
    try {
      return await this.#put(entry, name);
    } catch (cause) {
      throw explained(cause, this.#what, name);
    }
  }

  /**
   * Where a name leads, its folders' links followed within the tree; folders that it lacks are made.
   * @throws UmlRunError as `add`
   */
  place(name: string): string {
    try {
      return this.#placeOf(name);
    } catch (cause) {
      throw explained(cause, this.#what, name);
    }
  }

  async #put(entry: TreeEntry, name: string): Promise<string> {
    const path = this.#placeOf(name);
    if (path === '') return path;
    const there = lstatSync(join(this.#root, path), { throwIfNoEntry: false });
    if (entry.type === 'folder') this.#folder(path, entry.mode, there?.isDirectory() ?? false);
    else {
      // Looked up first: what a link means may be what it replaces.
      const linked = entry.type === 'hardlink' ? this.#linked(name, entry.target) : '';
      if (linked === path) return path;
      this.remove(path);
      if (entry.type === 'symlink') this.#symlink(path, entry.target);
      else if (entry.type === 'hardlink') linkSync(join(this.#root, linked), join(this.#root, path));
      else await this.#file(path, name, entry);
    }
    return path;
  }

  #placeOf(name: string): string {
    const parts = this.#partsOf(name);
    const last = parts.pop();
    if (last === undefined) return '';
    const parent = parts.join('/');
    if (this.#parent?.name !== parent) this.#parent = { name: parent, path: this.#makeFolders(parts, name) };
    return join(this.#parent.path, last);
  }

  /** Removes whatever is at a path that `place` gave. */
  remove(path: string): void {
    this.#parent = undefined;
    rmSync(join(this.#root, path), { recursive: true, force: true });
  }

  /** @returns the paths of what is in the folder at that path; none where there is no folder */
  list(path: string): string[] {
    const stats = lstatSync(join(this.#root, path), { throwIfNoEntry: false });
    return stats?.isDirectory() ? readdirSync(join(this.#root, path)).map((name) => join(path, name)) : [];
  }

  #leaveOut(why: keyof TreeWriter['leftOut']): undefined {
    this.leftOut[why]++;
  }

  /** Called before anything of it is written. Even an empty entry costs some space. */
  #take(name: string, size: number): void {
    this.#bytes += 4096 * (1 + Math.ceil(size / 4096));
    if (this.#bytes > this.#limit)
      throw new UmlRunError(
        'rootfs-too-large',
        `${this.#what} is larger than ${Math.floor(this.#limit / 2 ** 20)} MB when unpacked (at ${quoted(name)}): if that is right, raise --rootfs-limit`,
      );
  }

  #partsOf(name: string, of = 'has the entry'): string[] {
    // Before it is taken apart, which for a megabyte of slashes is dear.
    if (Buffer.byteLength(name) > maxPath) throw unusable(this.#what, name, 'which is too long for a path');
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    const reason = name.startsWith('/') ? 'has an absolute name' : parts.includes('..') ? 'climbs out with ".."' : '';
    if (reason !== '') throw this.#outside(`${of} ${quoted(name)}, which ${reason}`);
    return parts;
  }

  #makeFolders(parts: string[], name: string): string {
    let path = '';
    for (const part of parts) {
      const next = join(path, part);
      const stats = lstatSync(join(this.#root, next), { throwIfNoEntry: false });
      if (!stats) {
        this.#take(name, 0);
        this.#folder(next, 0o755, false);
      }
      path = stats?.isSymbolicLink() ? this.#throughLink(next, name) : next;
      if (stats && !stats.isDirectory() && !stats.isSymbolicLink())
        throw new UmlRunError('rootfs-invalid', `${this.#what} has both the file ${path} and ${quoted(name)} below it`);
    }
    return path;
  }

  /** Absolute targets mean the tree's own root, as in a guest. */
  #throughLink(link: string, name: string): string {
    const place = follow(this.#root, link);
    if (place?.exists && !climbs(link, readlinkSync(join(this.#root, link)))) return place.path;
    const target = JSON.stringify(readlinkSync(join(this.#root, link)));
    throw this.#outside(
      `has the entry ${quoted(name)}, which goes through the link ${link} to ${target}, which does not exist in the tree`,
    );
  }

  #linked(name: string, target: string): string {
    const parts = this.#partsOf(target, `has the hard link ${quoted(name)} to`);
    const place = follow(this.#root, parts.join('/'), { last: false });
    const stats = place?.exists && lstatSync(join(this.#root, place.path), { throwIfNoEntry: false });
    if (place && stats && !stats.isDirectory()) return place.path;
    throw new UmlRunError(
      'rootfs-invalid',
      `${this.#what} has the hard link ${quoted(name)} to ${quoted(target)}, which is not in it`,
    );
  }

  #symlink(path: string, target: string): void {
    if (target === '') throw unusable(this.#what, path, 'a symbolic link to nothing');
    symlinkSync(target, join(this.#root, path));
  }

  #folder(path: string, mode: number, isThere: boolean): void {
    if (!isThere) {
      if (lstatSync(join(this.#root, path), { throwIfNoEntry: false })) this.remove(path);
      mkdirSync(join(this.#root, path));
    }
    chmodSync(join(this.#root, path), (mode & 0o7777) | 0o700);
  }

  async #file(path: string, name: string, { mode, modified, size, content }: TreeEntry): Promise<void> {
    const file = openSync(join(this.#root, path), 'wx', 0o600);
    try {
      let written = 0;
      for await (const bytes of content()) {
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
        written += bytes.length;
      }
      if (written !== size)
        throw new UmlRunError('rootfs-invalid', `${this.#what} is truncated: ${quoted(name)} is cut short`);
      fchmodSync(file, (mode & 0o7777) | 0o400);
      // Python, for one, compares times to know whether what it has compiled is still right.
      const time = Math.min(modified, maxTime);
      futimesSync(file, time, time);
    } finally {
      closeSync(file);
    }
  }

  #outside(what: string): UmlRunError {
    return new UmlRunError('rootfs-invalid', `${this.#what} ${what}: it would end up outside the root file system`);
  }
}
