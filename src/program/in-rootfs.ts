import { readFileSync, realpathSync } from 'node:fs';
import { isRunnable } from '../elf/architecture.ts';
import { MalformedFile } from '../elf/bytes.ts';
import { type Elf, readElf } from '../elf/elf.ts';
import type { HostFile } from '../model/tests.ts';
import { findLibraries, readLibrary } from './closure.ts';
import { isOfDistribution } from './distribution.ts';
import { defaultFolders } from './glibc-folders.ts';
import { readLibraryCache } from './ld-so-cache.ts';
import { inLibraryPath } from './library-path.ts';
import type { LibraryCandidate, Loaded, LoaderRules } from './loader.ts';
import { expandTokens } from './path-tokens.ts';

/** What a dynamically linked program finds in a root file system. */
export interface InRootfs {
  /** Libraries beside the program itself ($ORIGIN). */
  siblings: HostFile[];
  /** Libraries of the user's own, at their paths; see `LookOptions`. */
  libraries: HostFile[];
  /** See `Program`. */
  folders?: string[];
  /** Why it cannot start with what is there, as the end of a sentence about the program. */
  lacks?: string;
  /** What seems to be missing, likewise: it may be elsewhere when the program runs. */
  missing?: string;
}

export interface LookOptions {
  /** Folders of the LD_LIBRARY_PATH that the program will have. */
  libraryPath?: string[];
  /**
   * Whether libraries of this machine that are the user's own, not the distribution's, come along to where the program looks
   * for them, if the rootfs has no file there. A library of that name that the loader comes to later is another one.
   */
  bringsOwn?: boolean;
}

/** @returns the file of the host that is behind a path of the root file system */
export type FileOf = (path: string) => string | undefined;

const muslLoader = '/lib/ld-musl-x86_64.so.1';
const muslFolders = ['/lib', '/usr/local/lib', '/usr/lib'];
/** Names that musl answers itself. */
const muslOwn = /^lib(?:c|pthread|rt|m|dl|util|xnet)\.(?!so\.6$)/;

/**
 * Looks for a program's loader and libraries in a root file system, as that loader would in the guest.
 * @param path of the program on the host
 * @param rootfs its name, for messages
 * @returns undefined for what is not a dynamically linked program that the kernels can run
 */
export function lookInRootfs(
  path: string,
  fileOf: FileOf,
  rootfs: string,
  options: LookOptions = {},
): InRootfs | undefined {
  const elf = tryElf(path);
  if (!elf?.interpreter || !isRunnable(elf) || !elf.hasEntry) return undefined;
  const interpreter = fileOf(elf.interpreter);
  if (interpreter === undefined)
    return {
      ...nothing,
      lacks: `needs the dynamic loader ${elf.interpreter}, which the rootfs "${rootfs}" does not have`,
    };
  try {
    const main: Loaded = { elf, hostPath: realpathSync(path), guestPath: path, beside: true };
    const loader: Loaded = {
      elf: readLibrary(interpreter),
      hostPath: interpreter,
      guestPath: elf.interpreter,
      beside: false,
    };
    const isMusl = /\/ld-musl-[^/]*$/.test(elf.interpreter) || isOfGcompat(fileOf);
    const rules = isMusl ? muslRules(fileOf, options) : glibcRules(interpreter, fileOf, options);
    const { loaded, missing, through } = findLibraries(main, [loader], rules);
    const siblings = loaded.filter(({ beside }) => beside);
    const libraries = loaded.filter(({ beside, guestPath, hostPath }) => !beside && fileOf(guestPath) !== hostPath);
    const [first] = missing;
    const found = {
      siblings: filesOf(siblings),
      libraries: filesOf(libraries),
      ...(libraries.length > 0 && through.length > 0 && { folders: through }),
    };
    if (first) {
      const by = first.by === main ? '' : `, which ${first.by.guestPath} needs`;
      return { ...found, missing: `needs the library ${first.name}${by}, which the rootfs "${rootfs}" does not have` };
    }
    const version = isMusl ? undefined : missingVersion([main, ...siblings, ...libraries], loaded);
    if (version === undefined) return found;
    return { ...found, lacks: `needs ${version}, which is newer than the libraries of the rootfs "${rootfs}"` };
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return {
      ...nothing,
      lacks: `needs ${error.library}, which is damaged in the rootfs "${rootfs}": ${error.message}`,
    };
  }
}

const nothing = { siblings: [], libraries: [] };

function filesOf(loaded: Loaded[]): HostFile[] {
  return loaded.map(({ guestPath, hostPath }) => ({ path: guestPath, source: realpathSync(hostPath) }));
}

/** Its loader for glibc's programs hands on to musl's. */
function isOfGcompat(fileOf: FileOf): boolean {
  return fileOf(muslLoader) !== undefined && fileOf('/lib/libgcompat.so.0') !== undefined;
}

function tryElf(path: string): Elf | undefined {
  try {
    return readElf(path);
  } catch {
    return undefined;
  }
}

function glibcRules(loader: string, fileOf: FileOf, options: LookOptions): LoaderRules {
  const folders = defaultFolders(loader);
  const cacheFile = fileOf('/etc/ld.so.cache');
  const cached = cacheFile === undefined ? () => [] : readLibraryCache(cacheFile);
  return rules(
    fileOf,
    folders,
    (name) => [...cached(name), ...folders.map((folder) => `${folder}/${name}`)],
    () => false,
    options,
  );
}

function muslRules(fileOf: FileOf, options: LookOptions): LoaderRules {
  const pathFile = fileOf('/etc/ld-musl-x86_64.path');
  const configured = pathFile === undefined ? undefined : readFileSync(pathFile, 'utf8').split(/[\n:]/);
  const folders = configured?.filter((folder) => folder.startsWith('/')) ?? muslFolders;
  return rules(
    fileOf,
    folders,
    (name) => folders.map((folder) => `${folder}/${name}`),
    (name) => muslOwn.test(name),
    options,
  );
}

/** What the object's own paths say, LD_LIBRARY_PATH, then the usual places. */
function rules(
  fileOf: FileOf,
  folders: string[],
  usual: (name: string) => string[],
  isLoader: (name: string) => boolean,
  { libraryPath = [], bringsOwn = false }: LookOptions,
): LoaderRules {
  const inRootfs = (candidate: LibraryCandidate): LibraryCandidate[] => {
    if (candidate.beside) return [candidate];
    const hostPath = fileOf(candidate.guestPath);
    if (hostPath !== undefined) return [{ ...candidate, hostPath }];
    return bringsOwn && !isOfDistribution(candidate.hostPath) ? [candidate] : [];
  };
  function* candidates(name: string, by: Loaded): Generator<LibraryCandidate> {
    if (name.includes('/')) {
      yield* expandTokens(name, by, folders).flatMap(inRootfs);
      return;
    }
    const at = (paths: string[], object: Loaded) =>
      paths.flatMap((path) => expandTokens(`${path}/${name}`, object, folders)).flatMap(inRootfs);
    // Of the others, only the older kind of path counts.
    for (let object: Loaded | undefined = by; object; object = object.loader)
      yield* at(object.elf.dynamic?.rpath ?? [], object);
    yield* inLibraryPath(libraryPath, name, by, folders).flatMap(inRootfs);
    yield* at(by.elf.dynamic?.runpath ?? [], by);
    yield* usual(name).flatMap((guestPath) => inRootfs({ guestPath, hostPath: guestPath, beside: false }));
  }
  return { candidates, isLoader, openedByLibc: () => [] };
}

/** Versions of symbols are strings in the files, of those that need them and of those that have them. */
const version = /(?:GLIBC|GLIBCXX|CXXABI|GCC)_[0-9][0-9.]*(?=\0)/g;

/** @returns a version that is needed and that no library has */
function missingVersion(needing: Loaded[], loaded: Loaded[]): string | undefined {
  const libraries = loaded.filter(({ beside }) => !beside).map(({ hostPath }) => readFileSync(hostPath));
  const needed = needing.flatMap(({ hostPath }) => versionsIn(readFileSync(hostPath)));
  return [...new Set(needed)].find((one) => !libraries.some((bytes) => bytes.includes(`\0${one}\0`)));
}

function versionsIn(bytes: Buffer): string[] {
  const found: string[] = [];
  for (const start of ['GLIBC_', 'GLIBCXX_', 'CXXABI_', 'GCC_'])
    for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1))
      found.push(
        ...(bytes
          .toString('latin1', at, at + 40)
          .match(version)
          ?.slice(0, 1) ?? []),
      );
  return found;
}
