import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  unlinkSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { errnoOf, isDiskFull, messageOf } from '../model/errors.ts';
import type { Step } from './boot-plan.ts';
import { artifactsFolder } from './layout.ts';
import { safeName } from './output-paths.ts';
import { removeFolder } from './scratch.ts';
import { folder } from './steps.ts';
import { openOwn, pathOf, tooMany, type Walked, walkFolder } from './walk-folder.ts';

/** Within a guest's own folder, which hostfs shows: in it are the only places of the host that a guest can write to. */
const name = 'artifacts';

/** How many files of one test are kept. */
const maxFiles = 1000;
/** How many files and folders of one test are looked at. */
export const maxEntries = 20 * maxFiles;

/** Where tests of one guest leave the files that are kept. */
export interface Artifacts {
  /** An absolute path of the host. The guest may write to the folders in it, and not find out what they are called. */
  folder: string;
  steps: Step[];
  /** The folder of a test, by its number from 0: an absolute path of the host. */
  placeOf(test: number): string;
  /** What hostfs knows that folder by. */
  pathOf(test: number): string;
}

/** @param guest the guest's own folder, absolute */
export function makeArtifacts(guest: string, tests: number): Artifacts {
  const place = join(guest, name);
  mkdirSync(place);
  // A test that is root can mount all of it, so its neighbours' names are secrets.
  const secrets = Array.from({ length: tests }, () => randomBytes(10).toString('hex'));
  for (const secret of secrets) {
    const path = join(place, secret);
    mkdirSync(path);
    // Whoever the test is in the guest.
    chmodSync(path, 0o1777);
  }
  return {
    folder: place,
    steps: [folder(artifactsFolder, 0o755)],
    placeOf: (test) => join(place, secretOf(test)),
    pathOf: (test) => `/${name}/${secretOf(test)}`,
  };

  function secretOf(test: number): string {
    const secret = secrets[test];
    if (secret === undefined) throw new RangeError(`the guest has no test ${test}`);
    return secret;
  }
}

/**
 * Copies what a test left, once its guest is gone. Only regular files: links are not followed, devices and the like not
 * opened. A hole counts as what it looks like, for a copy may have none. Whatever a test leaves, and however full the
 * disk is, it costs no more than what is left out. A full disk ends it, and then only an eighth of the files
 * stays: others want room, too.
 *
 * @param target absolute path of a folder, which is made when there is anything to put into it
 * @param limit bytes
 * @param isAdded the folder may be there: files of the same names are replaced, all others stay
 * @returns what was left out, in words for the user
 */
export async function collectArtifacts(
  artifacts: Artifacts,
  test: number,
  target: string,
  limit: number,
  isAdded = false,
): Promise<string[]> {
  const leftOut = { files: 0, other: 0, failed: 0, rest: 0 };
  let failure: unknown;
  let isFull = false;
  let bytes = 0;
  const copied: string[] = [];
  if (!isAdded) removeFolder(target);
  if (!isAdded && existsSync(target)) return [`all: what an earlier run left in "${target}" cannot be removed`];
  const copies = new Copies(target);
  try {
    for (const found of walkFolder(artifacts.placeOf(test), maxEntries, miss)) await take(found);
  } finally {
    copies.close();
  }
  return [
    ...(leftOut.files ? [`${leftOut.files} files above ${Math.floor(limit / 2 ** 20)} MB or ${maxFiles} files`] : []),
    ...(leftOut.other ? [`${leftOut.other} links and other files that are not regular`] : []),
    ...(leftOut.failed ? [`${countOf(leftOut.failed)} that could not be copied: ${shortReason(failure)}`] : []),
    ...(leftOut.rest ? [`all above ${maxEntries} files and folders`] : []),
  ];

  function miss(why: unknown): void {
    if (why === tooMany) leftOut.rest++;
    // A kernel without a sandbox, of the same user, may have put a link in the place of a folder.
    else if (['ENOTDIR', 'ELOOP'].includes(errnoOf(why) ?? '')) leftOut.other++;
    else fail(why);
  }

  function fail(why: unknown): void {
    failure ??= why;
    leftOut.failed++;
    if (!isDiskFull(why)) return;
    failure = why;
    isFull = true;
    giveBack();
  }

  function giveBack(): void {
    // The last is the one that could not be copied.
    const given = copied.splice(Math.floor((copied.length - 1) / 8));
    for (const path of given) removeFolder(path);
    leftOut.failed += given.length - 1;
  }

  async function take({ name, path, stats, depth }: Walked): Promise<void> {
    copies.leaveTo(depth);
    if (stats.isDirectory()) copies.enter(safeName(name));
    else if (!stats.isFile()) leftOut.other++;
    else if (copied.length === maxFiles || bytes + stats.size > limit) leftOut.files++;
    else if (isFull) leftOut.failed++;
    else {
      bytes += stats.size;
      copied.push(copies.pathOf(safeName(name)));
      await copies.add(path, safeName(name)).catch(fail);
    }
  }
}

function countOf(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}

/** Without the paths of a system's error, which may be as long as a test likes. */
function shortReason(error: unknown): string {
  return errnoOf(error) ?? messageOf(error);
}

/** Where copies go: a folder, and those in it as far as they have anything in them, at any depth. */
class Copies {
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

  async add(source: Buffer, name: string): Promise<void> {
    const file = openOwn(source);
    try {
      // It may have been exchanged meanwhile.
      if (!fstatSync(file).isFile()) throw new Error('it is not a regular file');
      const copy = `${this.#folder()}/${name}`;
      // It may be there, and a link.
      if (lstatSync(copy, { throwIfNoEntry: false })?.isDirectory() === false) unlinkSync(copy);
      await copyFile(pathOf(file), copy);
      chmodSync(copy, 0o644);
    } finally {
      closeSync(file);
    }
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
