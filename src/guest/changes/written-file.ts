import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  openSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { bytesAt, type Change } from './change-stream.ts';
import { entryPath, ownerOf, statsOf, unusedName } from './own-entries.ts';

/** What a program may set of a mode; not that a file runs as its owner. */
export const plainMode = 0o1777;
export const special = 0o6000;

/**
 * A regular file that a program has written. It is made beside the one that it replaces, and takes its place when it is
 * whole. One that has several names is written to instead, so that it keeps them.
 */
export class WrittenFile {
  readonly #folder: number;
  readonly #change: Change;
  readonly #before: Stats | undefined;
  readonly #file: number;
  /** Undefined where the file itself is written to. */
  readonly #made: Buffer | undefined;

  /**
   * @param folder a descriptor, which stays open until the file is finished
   * @throws the system's error
   */
  constructor(folder: number, change: Change) {
    // Above that, Node's numbers are no longer exact.
    if (!Number.isSafeInteger(change.value)) throw new Error('it is too large');
    this.#folder = folder;
    this.#change = change;
    this.#before = statsOf(folder, change.name);
    const isShared = this.#before?.isFile() && this.#before.nlink > 1;
    const path = entryPath(folder, isShared ? change.name : unusedName());
    this.#made = isShared ? undefined : path;
    const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
    this.#file = openSync(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | (isShared ? 0 : O_CREAT | O_EXCL), 0o600);
    if (!isShared) return;
    // It may have been exchanged meanwhile.
    if (!fstatSync(this.#file).isFile()) throw new Error('it is not a regular file');
    ftruncateSync(this.#file, 0);
  }

  /** @param from descriptor of the file with the stream */
  write(from: number, { data, value }: Change): void {
    const bytes = bytesAt(from, data.at, data.length);
    let written = 0;
    while (written < bytes.length)
      written += writeSync(this.#file, bytes, written, bytes.length - written, value + written);
  }

  /** @throws the system's error; then nothing is left of what was made */
  finish(): void {
    const { name, value, mode, time } = this.#change;
    try {
      ftruncateSync(this.#file, value);
      const owner = ownerOf(this.#change, this.#before);
      if (owner) fchownSync(this.#file, owner.uid, owner.gid);
      fchmodSync(this.#file, mode & plainMode);
      futimesSync(this.#file, time, time);
      if (this.#made) renameSync(this.#made, entryPath(this.#folder, name));
    } catch (error) {
      this.#remove();
      throw error;
    } finally {
      closeSync(this.#file);
    }
  }

  /** Gives it up. */
  abandon(): void {
    this.#remove();
    closeSync(this.#file);
  }

  #remove(): void {
    if (this.#made) unlinkSync(this.#made);
  }
}
