import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, constants, opendirSync, openSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { basename, dirname, join, relative } from 'node:path';
import { isIn } from '../fs/is-in.ts';
import { readMounts } from '../host/mounts.ts';
import { nativeFile } from '../host/native-file.ts';
import { guestMemoryFolders, makeTemporaryFolder, temporaryFolder } from '../host/temporary-folders.ts';
import { GuestMemory } from './guest-memory.ts';

/** The run's temporary folders: for files, and for what is the guests' memory. */
export interface Scratch {
  folder: string;
  memory: GuestMemory;
  remove(): void;
}

/**
 * @param warn is told, once, what about the folders makes the run slower
 * @throws UmlRunError `temporary-folder-unusable` when there is nowhere to make them
 */
export function makeScratch(warn: (text: string) => void = () => undefined): Scratch {
  const name = `${prefix}${randomBytes(6).toString('hex')}`;
  const mounts = readMounts();
  const folder = join(temporaryFolder(mounts), name);
  const memory = new GuestMemory(guestMemoryFolders(mounts), `${name}-m`, mounts, warn);
  const paths = [folder, ...memory.owned];
  const letGo = removeWhenGone(paths);
  makeTemporaryFolder(folder);
  return {
    folder,
    memory,
    remove() {
      for (const path of paths) removeFolder(path);
      letGo();
    },
  };
}

/**
 * Where the folders of this run and of all others lie below a folder: no guest sees what is another's.
 * @param folder absolute, without links
 * @returns paths from there
 */
export function runsBelow(folder: string, { memory }: Pick<Scratch, 'memory'>): string[] {
  // Each place that a run may have a folder in is one for guests' memory.
  const paths = memory.owned.flatMap((own) => {
    const place = realpathSync(dirname(own));
    // There may be very many in it.
    if (!isIn(place, folder)) return [];
    const names = readdirSync(place).filter((name) => name.startsWith(prefix));
    return [basename(own), ...names].map((name) => relative(folder, join(place, name)));
  });
  return [...new Set(paths)];
}

/** Of the folders' names. */
const prefix = 'uml-run-';

/**
 * Removes a folder with all that is in it. A guest can make folders that Node cannot remove: too deep, or closed to
 * this process. No result is lost over what is only in the way, so what `cleanup` cannot remove either stays.
 */
export function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Nothing holds its lifeline, so it begins at once.
    spawnSync(nativeFile('cleanup'), [path], { stdio: ['ignore', 'ignore', 'ignore', 'ignore'], cwd: '/', env: {} });
  }
}

/** The same, while this process goes on: a disk may take long. */
export async function removeFolderAside(path: string): Promise<void> {
  // Of few entries, each way to another thread and back would take longer than to remove them.
  if (countUpTo(few, path) < few) {
    removeFolder(path);
    return;
  }
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    removeFolder(path);
  }
}

const few = 32;

/** Entries of a folder and of the folders in it; `most` where there are more, or they cannot be read. */
function countUpTo(most: number, path: string): number {
  let count = 0;
  try {
    const folder = opendirSync(path);
    try {
      for (let entry = folder.readSync(); entry && count < most; entry = folder.readSync())
        count += 1 + (entry.isDirectory() ? countUpTo(most, join(path, entry.name)) : 0);
    } finally {
      folder.closeSync();
    }
  } catch {
    return most;
  }
  return Math.min(count, most);
}

/**
 * Should this process be killed, `cleanup`, which notices by its lifeline, removes what it leaves; should that be killed
 * as well, another run's `cleanup` does: in the folders that these are in, a run that is gone has no lock. To be called
 * before there is anything to remove.
 * @param paths of folders; one that ends with a slash is removed only if it is empty
 * @returns what ends that; what is still there is removed then, too
 */
export function removeWhenGone(paths: string[]): () => void {
  const locked = unique(paths.map((path) => dirname(path))).flatMap(openFolder);
  const unlock = () => locked.forEach(closeSync);
  const cleanup = startCleanup(paths, locked);
  // A machine that starts no process will say so when the first guest is to start.
  cleanup?.on('error', () => undefined);
  // Without a process there are no streams either.
  if (cleanup?.pid === undefined) return unlock;
  cleanup.unref();
  const lifeline = cleanup.stdio[3] as Socket;
  lifeline.on('error', () => undefined);
  lifeline.unref();
  return () => {
    lifeline.destroy();
    unlock();
  };
}

/** @returns its descriptor, if it can be read: what nobody can list, nobody finds anything in */
function openFolder(path: string): number[] {
  try {
    return [openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)];
  } catch {
    return [];
  }
}

function unique(paths: string[]): string[] {
  return [...new Set(paths)];
}

/**
 * Some errors of a start are thrown at once, others are emitted later.
 * @param locked descriptors of the folders in which it is to have its lock
 */
function startCleanup(paths: string[], locked: number[]): ChildProcess | undefined {
  try {
    return spawn(nativeFile('cleanup'), paths, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', ...locked],
      detached: true,
      cwd: '/',
      env: {},
    });
  } catch {
    return undefined;
  }
}
