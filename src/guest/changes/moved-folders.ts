import { closeSync, mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { entryPath, openAbove, openFolder, statsOf, unusedName } from './own-entries.ts';

/**
 * Folders that a program has moved: they are taken from where they were, before anything else is put there, and wait in a
 * folder of their own until their new place is known.
 */
export class MovedFolders {
  readonly #top: number;
  readonly #name = unusedName();
  readonly #places = new Map<string, Buffer>();
  readonly #stuck = new Set<string>();
  #waiting: number | undefined;

  /** @param top descriptor of the project's folder */
  constructor(top: number) {
    this.#top = top;
  }

  /**
   * @param origin path from the top, in bytes as latin1; one that lies in another of them comes first
   * @param hasHidden whether something in it is hidden, and so has to stay where it is
   * @throws the system's error; then the folder is stuck
   */
  take(origin: string, hasHidden: boolean): void {
    this.#stuck.add(origin);
    if (hasHidden) throw new Error('something in it is hidden from the guest');
    const place = Buffer.from(String(this.#places.size));
    const { folder, name } = openAbove(this.#top, origin);
    try {
      if (!statsOf(folder, name)?.isDirectory()) throw new Error('it is not there any more');
      renameSync(entryPath(folder, name), entryPath(this.#folder(), place));
      this.#places.set(origin, place);
      this.#stuck.delete(origin);
    } finally {
      closeSync(folder);
    }
  }

  has(origin: string): boolean {
    return this.#places.has(origin);
  }

  /** Whether it could not be taken. The guest has it elsewhere, so what is in it is only here, and must not be removed. */
  isStuck(origin: string): boolean {
    return this.#stuck.has(origin);
  }

  /** @throws the system's error; then it still waits */
  put(origin: string, target: Buffer): void {
    const place = this.#places.get(origin);
    if (place === undefined) throw new RangeError(`"${origin}" was not taken`);
    renameSync(entryPath(this.#folder(), place), target);
    this.#places.delete(origin);
  }

  /**
   * Puts those that still wait back to where they were, the last first.
   * @param onError told of those that cannot be, which stay where they waited
   */
  giveBack(onError: (path: string, error: unknown) => void): void {
    for (const origin of [...this.#places.keys()].reverse()) {
      try {
        const { folder, name } = openAbove(this.#top, origin);
        try {
          this.put(origin, entryPath(folder, name));
        } finally {
          closeSync(folder);
        }
      } catch (error) {
        onError(`${this.#name}/${this.#places.get(origin)}`, error);
      }
    }
    if (this.#waiting === undefined) return;
    closeSync(this.#waiting);
    if (this.#places.size === 0) rmdirSync(entryPath(this.#top, this.#name));
  }

  #folder(): number {
    if (this.#waiting === undefined) {
      mkdirSync(entryPath(this.#top, this.#name), 0o700);
      this.#waiting = openFolder(entryPath(this.#top, this.#name));
    }
    return this.#waiting;
  }
}
