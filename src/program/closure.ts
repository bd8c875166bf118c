import { dirname } from 'node:path';
import { architectureName, isRunnable } from '../elf/architecture.ts';
import { MalformedFile } from '../elf/bytes.ts';
import { type Elf, readElf } from '../elf/elf.ts';
import type { LibraryCandidate, Loaded, LoaderRules } from './loader.ts';
import { openedByPath } from './opened-by-path.ts';

/** A library that no place has where the loader looks. */
export interface Missing {
  name: string;
  /** The program or library that needs it. */
  by: Loaded;
  /** Folders of the host in which it was looked for. */
  searched: string[];
  /** Files of that name that the loader skips, and why: `/lib/libone.so is for i386`. */
  unrunnable: string[];
}

/** What a loader would load for a program. */
export interface Closure {
  /** In the order of loading, each once; the program itself is not among them. */
  loaded: Loaded[];
  /** See `LibraryCandidate.with`. */
  with: string[];
  /** See `LibraryCandidate.through`. */
  through: string[];
  missing: Missing[];
}

/** No real program has more objects than this. */
const maxObjects = 4096;
/** Enough to tell the user. */
const maxMissing = 5;

/**
 * Finds every library that the loader would load for a program: breadth first, each once. Those that it opens itself are
 * among them where they can be known.
 *
 * @param known the program and the loader itself, which is in the list before anything is looked up
 * @throws MalformedFile when a library is found that no loader could load
 */
export function findLibraries(program: Loaded, known: Loaded[], rules: LoaderRules): Closure {
  const closure: Closure = { loaded: [...known], with: [], through: [], missing: [] };
  const names = new Set(known.flatMap(({ elf, guestPath }) => [guestPath, elf.dynamic?.soname ?? guestPath]));
  const queue = [program, ...known];

  const add = (name: string, candidate: LibraryCandidate, elf: Elf, by: Loaded) => {
    const loaded: Loaded = { elf, ...placeOf(candidate), loader: by };
    names.add(name).add(elf.dynamic?.soname ?? name);
    closure.loaded.push(loaded);
    closure.with.push(...(candidate.with ?? []));
    closure.through.push(...(candidate.through ?? []));
    queue.push(loaded);
    if (elf.dynamic?.soname === 'libc.so.6') optional(rules.openedByLibc(loaded), loaded);
  };
  const optional = (candidates: LibraryCandidate[], by: Loaded) => {
    for (const candidate of candidates) {
      const found = firstRunnable([candidate]);
      const name = candidate.guestPath.slice(candidate.guestPath.lastIndexOf('/') + 1);
      if ('elf' in found && !names.has(name)) add(name, candidate, found.elf, by);
    }
  };

  for (const object of queue) {
    for (const name of [...(object.elf.dynamic?.needed ?? []), ...openedByPath(object)]) {
      if (names.has(name) || rules.isLoader(name)) continue;
      const found = firstRunnable(rules.candidates(name, object));
      if ('elf' in found) add(name, found.candidate, found.elf, object);
      else if (closure.missing.length < maxMissing) closure.missing.push({ name, by: object, ...found });
      names.add(name);
      if (queue.length > maxObjects) return closure;
    }
  }
  return closure;
}

function placeOf({ hostPath, guestPath, beside }: LibraryCandidate) {
  return { hostPath, guestPath, beside };
}

type Resolution = { candidate: LibraryCandidate; elf: Elf } | Pick<Missing, 'searched' | 'unrunnable'>;

/** The loader skips files that it cannot open and files for another machine; at a file that is not ELF it gives up. */
function firstRunnable(candidates: Iterable<LibraryCandidate>): Resolution {
  const unrunnable: string[] = [];
  const searched = new Set<string>();
  for (const candidate of candidates) {
    const elf = tryRead(candidate.hostPath);
    searched.add(dirname(candidate.hostPath));
    if (!elf) continue;
    if (isRunnable(elf)) return { candidate, elf };
    unrunnable.push(`${candidate.hostPath} is for ${architectureName(elf)}`);
  }
  return { searched: [...searched], unrunnable };
}

function tryRead(path: string): Elf | undefined {
  try {
    return readLibrary(path);
  } catch (error) {
    if (error instanceof MalformedFile) throw error;
    return undefined;
  }
}

/** @throws MalformedFile with the library's path; the system's error when it cannot be read */
export function readLibrary(path: string): Elf {
  try {
    const elf = readElf(path);
    if (!elf) throw new MalformedFile('it is not an ELF file');
    return elf;
  } catch (error) {
    throw error instanceof MalformedFile ? new MalformedFile(error.message, path) : error;
  }
}
