import { dirname } from 'node:path';
import { type Artifacts, maxEntries } from './artifacts.ts';
import type { ChangesFolder } from './changes/changes-folder.ts';
import type { Allowance } from './disk-use.ts';
import { bytesTakenBy } from './disks.ts';
import { type LimitedGuest, memoryFolderBytes } from './limits.ts';

/** The kernel makes a few: sockets, and the file with its number. */
const maxMemoryEntries = 1000;
/** A folder and a file. */
const maxChangesEntries = 2;

/** How much a guest may write, at any moment. */
export interface Allowances {
  /** Of the memory's folder, and of the tests' folders those that may have changed. */
  now(): Allowance[];
  /** To be called when a test starts: what is on the disk for artifacts was left by others. */
  startTest(): void;
}

/**
 * How much a guest may write into its folders on the host.
 * @param memory absolute path of the folder for its memory, in which its kernel may make any files
 */
export function allowancesOf(
  guest: Pick<LimitedGuest, 'settings'>,
  memory: string,
  { artifacts, changes }: { artifacts: Artifacts | undefined; changes: ChangesFolder | undefined },
  hasStarted: (test: number) => boolean,
): Allowances {
  const bytes = guest.settings.artifactsLimit ?? 0;
  let newest = 0;
  let leftByOthers = 0;
  return { now, startTest };

  function now(): Allowance[] {
    const first = newest;
    while (hasStarted(newest + 1)) newest++;
    const ofMemory = {
      folder: memory,
      bytes: memoryFolderBytes(guest.settings),
      entries: maxMemoryEntries,
      problem: inMemory,
    };
    // What init writes there was in the guest's memory.
    const ofChanges = changes
      ? [{ ...ofMemory, folder: changes.folder, entries: maxChangesEntries, problem: inChanges }]
      : [];
    if (!artifacts) return [ofMemory, ...ofChanges];
    const length = Math.min(newest + 1, artifacts.tests) - first;
    const tests = Array.from({ length }, (_, index) => first + index).filter((test) => artifacts.hasPlace(test));
    const ofTests = tests.map((test) => {
      return { folder: artifacts.placeOf(test), test, bytes, entries: maxEntries, problem: inArtifacts };
    });
    if (!artifacts.disk) return [ofMemory, ...ofChanges, ...ofTests];
    const ofDisk = {
      folder: dirname(artifacts.disk.path),
      test: newest,
      bytes: leftByOthers + bytes + ofFileSystem,
      entries: 1,
      problem: inArtifacts,
    };
    return [ofMemory, ...ofChanges, ofDisk, ...ofTests];
  }

  function startTest(): void {
    if (artifacts?.disk) leftByOthers = bytesTakenBy(artifacts.disk);
  }
}

/** Bytes that the file system of a disk takes for itself, while a test writes to it. */
const ofFileSystem = 4 << 20;

const inMemory = 'it wrote more into the folder of its memory than that memory takes';
const inChanges = 'it wrote more about changed files than its memory takes';
const inArtifacts = 'there was more in $UML_RUN_ARTIFACTS than --artifacts-limit allows';
