import { chmodSync, linkSync, readdirSync, type Stats, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isBelow } from '../fs/is-in.ts';
import { makeFolder } from '../fs/make-folder.ts';
import { copyRegular } from '../host/copy-file.ts';
import { errnoOf, howToHaveRoom, isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import { programsFolder, type ShownFolder } from '../model/provisions.ts';
import type { HostFile, Program } from '../model/tests.ts';
import { seenPath } from '../rootfs/shown-folder.ts';
import { modulesFolder } from './module-steps.ts';
import { freshFolderOf } from './own-folders.ts';

/** What a program brought along into a folder that is empty for each test: its path there. */
export interface BroughtFile {
  path: string;
  isFolder: boolean;
}

/** The folder of the host that every guest of a run sees, read-only. */
export interface Share {
  /** `programs/` holds each program at its host path, `libraries/` each library at the path where it is looked for. */
  folder: string;
  /** What `programs/` holds in place of `libraries/`, since the folder where it is looked for is empty for each test. */
  brought: BroughtFile[];
}

/**
 * Copies programs and what they need into a new share. Copies, so that nothing that a guest does reaches the originals.
 * @param shown folders of the host that guests see: what lies in them is not copied
 * @param placeOf where a library's path really leads in the rootfs, whose folders may be links
 * @throws UmlRunError `file-unreadable` when a file cannot be read, `disk-full` or `temporary-folder-unusable` when it
 * cannot be written
 */
export async function stage(
  folder: string,
  programs: Program[],
  placeOf: (path: string) => Promise<string>,
  shown: readonly ShownFolder[] = [],
): Promise<Share> {
  const copies = new Map<string, string>();
  const brought = new Map<string, BroughtFile>();
  const add = (place: string, source: string) => copies.set(join(folder, place), source);
  await mkdir(join(folder, 'programs'), { recursive: true });
  // A kernel's modules are mounted there, whether or not the rootfs has such a folder.
  await mkdir(join(folder, 'libraries', await placeOf(modulesFolder)), { recursive: true });
  const placeOfLibrary = async (path: string, isFolder: boolean) => {
    if (path.startsWith(`${programsFolder}/`)) return path.slice(1);
    const place = await placeOf(path);
    const isCovered = freshFolderOf(place) !== undefined;
    if (isCovered) brought.set(place, { path: place, isFolder });
    return join(isCovered ? 'programs' : 'libraries', place);
  };
  const isShown = (path: string) => shown.some((one) => isBelow(path, one.path));
  for (const program of programs.filter(({ inRootfs }) => !inRootfs)) {
    const { libraries, folders = [] } = program;
    if (seenPath(shown, program.path) === undefined)
      for (const { path, source } of ownFiles(program)) add(join('programs', path), source);
    for (const file of libraries.filter((one) => !isShown(one.path)))
      add(await placeOfLibrary(file.path, false), file.source);
    for (const one of folders.filter((path) => !isShown(path)))
      await mkdir(join(folder, await placeOfLibrary(one, true)), { recursive: true });
  }
  await copyAll(copies);
  return { folder, brought: [...brought.values()] };
}

/**
 * Copies a program and what lies beside it into the share of guests that run already; its libraries have to be there. Their
 * hostfs shows it at once, unless they have seen another file at its path.
 * @throws UmlRunError as `stage`
 */
export async function addProgram(folder: string, program: Program, shown: readonly ShownFolder[] = []): Promise<void> {
  if (program.inRootfs || seenPath(shown, program.path) !== undefined) return;
  const programs = join(folder, 'programs');
  for (const { path, source } of ownFiles(program)) await copy(source, join(programs, path));
  openFolders(programs);
}

/** What is in a share below `programs`, at its path of the host. */
function ownFiles({ path, siblings }: Program): HostFile[] {
  return [{ path, source: path }, ...siblings];
}

/**
 * Lets every user of the guests into a share's folders, whatever the umask is here.
 * @throws the system's error
 */
export function openFolders(folder: string): void {
  const mode = statSync(folder).mode & 0o7777;
  if ((mode & 0o755) !== 0o755) chmodSync(folder, mode | 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) openFolders(join(folder, entry.name));
}

/** As many as Node has threads for. */
const copiesAtOnce = 4;

/**
 * Copies each file once: where sources are names of one file, their targets are names of one copy.
 * @param copies sources by their targets
 * @throws the error of the first that cannot be copied, once no other copy is made any more
 */
async function copyAll(copies: ReadonlyMap<string, string>): Promise<void> {
  const firsts = new Map<string, Promise<string>>();
  // An error in one loop ends a generator for the others, too.
  const left = (function* () {
    yield* copies;
  })();
  const loops = Array.from({ length: copiesAtOnce }, async () => {
    for (const [target, source] of left) await copy(source, target, firsts);
  });
  await Promise.allSettled(loops);
  await Promise.all(loops);
}

/** @param firsts the first copy of each file, by the file, once it is made */
async function copy(source: string, target: string, firsts = new Map<string, Promise<string>>()): Promise<void> {
  try {
    const stats = statSync(source);
    const file = `${stats.dev}:${stats.ino}`;
    const first = firsts.get(file);
    makeFolder(dirname(target));
    if (first !== undefined && isLinked(await first, target)) return;
    const made = copyWhole(source, target, stats);
    firsts.set(file, made);
    await made;
  } catch (cause) {
    throw copyError(source, target, cause);
  }
}

/** Only what takes long leaves this thread: the way to another and back costs more than all the rest. */
async function copyWhole(source: string, target: string, stats: Stats): Promise<string> {
  await copyRegular(source, target, stats);
  chmodSync(target, modeOfCopy(stats.mode));
  return target;
}

/**
 * What somebody may read or execute here, everybody may in the guest: to its kernel, which has a user of its own where
 * uml-run is root's, and to the tests' user, files are somebody else's.
 */
function modeOfCopy(mode: number): number {
  return (mode & 0o7777) | ((mode & 0o111) === 0 ? 0o444 : 0o555);
}

/** @returns false where a file can have no more names, or no second one */
function isLinked(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch {
    return false;
  }
}

function copyError(source: string, target: string, cause: unknown): UmlRunError {
  const code = errnoOf(cause);
  if (code === 'ENOENT' || code === 'EACCES')
    return new UmlRunError('file-unreadable', `cannot copy "${source}" for the guests: ${messageOf(cause)}`, { cause });
  const isFull = isDiskFull(cause);
  const fix = isFull ? `; ${howToHaveRoom}` : '';
  return new UmlRunError(
    isFull ? 'disk-full' : 'temporary-folder-unusable',
    `cannot copy "${source}" to "${target}": ${messageOf(cause)}${fix}`,
    { cause },
  );
}
