import { chmodSync, closeSync, constants, lstatSync, mkdirSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { pathOf } from './walk-folder.ts';

/** Where copies go: a folder, and those in it as far as they have anything in them, at any depth. */
export class Copies {
  /** The path of the folder, and the names of those that lead from it to the one that is entered. */
  readonly #names: string[];
  /** Descriptors of the first of them. */
  readonly #open: number[] = [];

  constructor(target: string) {
    this.#names = [target];
  }

  enter(name: string): void {
    this.#names.push(name);
  }

  leaveTo(depth: number): void {
    this.#names.length = depth + 1;
    for (const folder of this.#open.splice(depth + 1)) closeSync(folder);
  }

  /** Of a file in the folder that is entered. */
  pathOf(name: string): string {
    return join(...this.#names, name);
  }

  /** Makes a file in the folder that is entered. */
  async add(name: string, copyTo: (path: string) => Promise<void>): Promise<void> {
    const copy = `${this.#folder()}/${name}`;
    // It may be there, and a link.
    if (lstatSync(copy, { throwIfNoEntry: false })?.isDirectory() === false) unlinkSync(copy);
    await copyTo(copy);
    chmodSync(copy, 0o644);
  }

  close(): void {
    for (const folder of this.#open) closeSync(folder);
  }

  /** A short path of the folder that is entered, which is made where it is not there. */
  #folder(): string {
    for (const name of this.#names.slice(this.#open.length)) {
      const above = this.#open.at(-1);
      const path = above === undefined ? name : `${pathOf(above)}/${name}`;
      if (above === undefined) mkdirSync(path, { recursive: true });
      // Node's own never returns where the folder above was removed meanwhile.
      else makeFolder(path);
      this.#open.push(openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW));
    }
    return pathOf(this.#open.at(-1) ?? -1);
  }
}
