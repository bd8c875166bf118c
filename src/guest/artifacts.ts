import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, isDiskFull, messageOf } from '../model/errors.ts';
import type { ExtImage } from '../rootfs/ext/ext-image.ts';
import { Copies } from './artifact-copies.ts';
import type { Step } from './boot-plan.ts';
import { artifactsDisk, makeDisk } from './disks.ts';
import { type Left, leftFiles, openDisk, type Places } from './left-files.ts';
import { safeName } from './output-paths.ts';
import { artifactsFolder } from './own-folders.ts';
import { removeFolder } from './scratch.ts';
import { writtenLink } from './session-folders.ts';
import { folder } from './steps.ts';
import { tooMany } from './walk-folder.ts';

/** Where a guest writes for this machine: in it are the only places that it can write to for its tests. */
const name = 'artifacts';

/** How many files of one test are kept. */
const maxFiles = 1000;
/** How many files and folders of one test are looked at. */
export const maxEntries = 20 * maxFiles;

/** Where tests of one guest leave the files that are kept. */
export interface Artifacts extends Places {
  /** An absolute path of the host. The guest may write to the folders in it, and not find out what they are called. */
  folder: string;
  steps: Step[];
  /** How many tests have a place; their numbers are lower. */
  readonly tests: number;
  /** Notes one more, with a place if it is to leave something. @throws the system's error */
  add(leaves?: boolean): void;
  /** Whether it is to leave something. */
  hasPlace(test: number): boolean;
}

/**
 * @param written where the guest writes for this machine, absolute; made where it is not there
 * @param onDisk bytes that each test may leave on a disk, and for how many tests; without it there is none
 * @param ahead for how many tests there is a place now: into one that is made later, a kernel in a sandbox may not write
 * @throws the system's error
 */
export function makeArtifacts(written: string, onDisk?: { limit: number; tests: number }, ahead = 0): Artifacts {
  const place = join(written, name);
  mkdirSync(place, { recursive: true });
  // A test that is root can mount all of it, so its neighbours' names are secrets.
  const secrets: (string | undefined)[] = [];
  const spares = Array.from({ length: ahead }, () => makePlace(place));
  const disk = onDisk && artifactsDisk(written, onDisk.tests, onDisk.limit);
  if (disk) makeDisk(disk);
  return {
    folder: place,
    get tests() {
      return secrets.length;
    },
    add(leaves = true) {
      secrets.push(leaves ? (spares.pop() ?? makePlace(place)) : undefined);
    },
    hasPlace: (test) => secrets[test] !== undefined,
    ...(disk && { disk }),
    steps: [folder(artifactsFolder, 0o755), ...(disk ? [{ do: 'artifacts' as const, device: disk.device }] : [])],
    placeOf: (test) => join(place, secretOf(test)),
    pathOf: (test) => `/${writtenLink}/${name}/${secretOf(test)}`,
  };

  function secretOf(test: number): string {
    const secret = secrets[test];
    if (secret === undefined) throw new RangeError(`the guest has no place for what test ${test} leaves`);
    return secret;
  }
}

/** @returns its name */
function makePlace(folder: string): string {
  const secret = randomBytes(10).toString('hex');
  const path = join(folder, secret);
  mkdirSync(path);
  // Whoever the test is in the guest.
  chmodSync(path, 0o1777);
  return secret;
}

/** What of a guest decides where its tests' artifacts go. */
export interface CollectedGuest {
  kernel: { name: string };
  tests: readonly { name: string }[];
  settings: { artifactsLimit?: number };
  artifactsPath?(index: number): string | undefined;
  addsArtifacts?: boolean;
}

/**
 * Copies what the tests of a guest left that have started, once it is gone.
 * @returns what was left out, in words for the user
 */
export async function collectAll(
  artifacts: Artifacts,
  { kernel, tests, settings, artifactsPath, addsArtifacts }: CollectedGuest,
  hasStarted: (index: number) => boolean,
): Promise<string[]> {
  const leftOut: string[] = [];
  const disk = await openDisk(artifacts).catch((error: unknown) => {
    leftOut.push(`artifacts on ${kernel.name}: left out all that is on their disk: ${shortReason(error)}`);
    return undefined;
  });
  try {
    for (const [index, test] of tests.entries()) {
      const target = artifactsPath?.(index);
      if (target === undefined || !hasStarted(index) || !artifacts.hasPlace(index)) continue;
      const limit = settings.artifactsLimit ?? 0;
      const how = { disk, isAdded: addsArtifacts };
      for (const what of await collectArtifacts(artifacts, index, target, limit, how))
        leftOut.push(`artifacts of ${test.name} on ${kernel.name}: left out ${what}`);
    }
  } finally {
    await disk?.close();
  }
  return leftOut;
}

/**
 * Copies what a test left, once its guest is gone. Only regular files: links are not followed, devices and the like not
 * opened. A hole counts as what it looks like, for a copy may have none. Whatever a test leaves, and however full the
 * disk is, it costs no more than what is left out. A full disk ends it, and then only an eighth of the files
 * stays: others want room, too.
 *
 * @param target absolute path of a folder, which is made when there is anything to put into it
 * @param limit bytes
 * @param how `disk` of the guest, open; `isAdded`: the folder may be there, and only files of the same names are replaced
 * @returns what was left out, in words for the user
 */
export async function collectArtifacts(
  artifacts: Artifacts,
  test: number,
  target: string,
  limit: number,
  how: { disk?: ExtImage | undefined; isAdded?: boolean | undefined } = {},
): Promise<string[]> {
  const { disk, isAdded = false } = how;
  const leftOut = { files: 0, other: 0, failed: 0, rest: 0 };
  let failure: unknown;
  let isFull = false;
  let bytes = 0;
  const copied: string[] = [];
  if (!isAdded) removeFolder(target);
  if (!isAdded && existsSync(target)) return [`all: what an earlier run left in "${target}" cannot be removed`];
  const copies = new Copies(target);
  try {
    for await (const left of leftFiles(artifacts, disk, test, maxEntries, miss)) await take(left);
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

  async function take({ name, kind, size, depth, copyTo }: Left): Promise<void> {
    copies.leaveTo(depth);
    if (kind === 'folder') copies.enter(safeName(name));
    else if (kind !== 'file') leftOut.other++;
    else if (copied.length === maxFiles || bytes + size > limit) leftOut.files++;
    else if (isFull) leftOut.failed++;
    else {
      bytes += size;
      copied.push(copies.pathOf(safeName(name)));
      await copies.add(safeName(name), copyTo).catch(fail);
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
