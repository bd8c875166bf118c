import { chmodSync, closeSync, constants, lstatSync, opendirSync, openSync, type Stats } from 'node:fs';
import { errnoOf } from '../model/errors.ts';

/** Something in a folder that is walked over. */
export interface Walked {
  name: Buffer;
  /** Where it is, until the next one is asked for: a short path, however deep it lies. */
  path: Buffer;
  stats: Stats;
  /** How many folders it lies in, below the one that is walked over. */
  depth: number;
}

/** What a walk left out: what could not be looked at, by the system's error; or all above the number that it may see. */
export type Missed = (why: unknown) => void;

/** Why the rest of a folder was left out. */
export const tooMany = Symbol('too many');

/**
 * Walks over all that is in a folder, each folder before what is in it. Folders are opened by their descriptors and links
 * not followed, so whoever renames or exchanges something meanwhile leads it nowhere else. A folder that this process may
 * not read is made readable.
 *
 * @param root absolute path
 * @param most how many it sees, which limits time and memory
 */
export function* walkFolder(root: string, most: number, missed: Missed): Generator<Walked> {
  const open: { fd: number; names: Buffer[] }[] = [];
  let seen = 0;

  function enter(path: string | Buffer): void {
    try {
      const fd = openOwn(path, constants.O_DIRECTORY);
      const folder = { fd, names: [] as Buffer[] };
      open.push(folder);
      folder.names = namesIn(fd).sort((one, other) => Buffer.compare(other, one));
    } catch (error) {
      missed(error);
    }
  }

  function statsIn(fd: number, path: Buffer): Stats | undefined {
    try {
      return evenIfRefused(
        () => lstatSync(path),
        () => chmodSync(pathOf(fd), 0o700),
      );
    } catch (error) {
      missed(error);
      return undefined;
    }
  }

  function namesIn(fd: number): Buffer[] {
    const names: Buffer[] = [];
    for (const name of entryNames(fd)) {
      if (seen++ === most) missed(tooMany);
      if (seen > most) break;
      names.push(name);
    }
    return names;
  }

  try {
    enter(root);
    for (let folder = open.at(-1); folder; folder = open.at(-1)) {
      const name = folder.names.pop();
      if (!name) {
        closeSync(folder.fd);
        open.pop();
        continue;
      }
      const path = Buffer.concat([Buffer.from(`${pathOf(folder.fd)}/`), name]);
      const stats = statsIn(folder.fd, path);
      if (!stats) continue;
      yield { name, path, stats, depth: open.length - 1 };
      if (stats.isDirectory()) enter(path);
    }
  } finally {
    for (const { fd } of open) closeSync(fd);
  }
}

/** Names of what is in a folder that is open. */
export function* entryNames(descriptor: number): Generator<Buffer> {
  const folder = opendirSync(pathOf(descriptor), { encoding: 'buffer' as BufferEncoding });
  try {
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) yield entry.name as unknown as Buffer;
  } finally {
    folder.closeSync();
  }
}

/** A path that leads to what is open. */
export function pathOf(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/**
 * Opens a file or folder of this process's own user for reading, and no link.
 * @param flags more of open(2)
 * @throws the system's error
 */
export function openOwn(path: string | Buffer, flags = 0): number {
  const reading = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | flags;
  return evenIfRefused(
    () => openSync(path, reading),
    () => allowReading(path),
  );
}

function evenIfRefused<T>(work: () => T, allow: () => void): T {
  try {
    return work();
  } catch (error) {
    if (errnoOf(error) !== 'EACCES') throw error;
    allow();
    return work();
  }
}

/** Of open(2): the descriptor can only be named, whatever it leads to. Node does not have it. */
export const oPath = 0o10000000;

/** By a descriptor: what has that name may be exchanged meanwhile. */
function allowReading(path: string | Buffer): void {
  const descriptor = openSync(path, oPath | constants.O_NOFOLLOW);
  try {
    chmodSync(pathOf(descriptor), 0o700);
  } finally {
    closeSync(descriptor);
  }
}
