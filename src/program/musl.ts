import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inLibraryPath } from './library-path.ts';
import type { LibraryCandidate, Loaded, LoaderRules } from './loader.ts';
import { expandTokens } from './path-tokens.ts';

/** Names that musl answers itself: its loader is its libc, its libm, its libpthread, … */
const own = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./;

/** @returns whether an interpreter is musl's loader */
export function isMusl(interpreter: string): boolean {
  return /\/ld-musl-[^/]*$/.test(interpreter);
}

/**
 * The rules of musl's loader (ldso/dynlink.c): LD_LIBRARY_PATH; DT_RUNPATH, or else DT_RPATH, of the object and of all that
 * needed it; then the folders in etc/ld-musl-x86_64.path, or the built-in ones where there is no such file.
 *
 * @param interpreter path of the loader, under whose prefix that file lies
 * @param libraryPath folders of the LD_LIBRARY_PATH that the program will have
 */
export function muslRules(interpreter: string, libraryPath: string[] = []): LoaderRules {
  const pathFile = join(dirname(dirname(interpreter)), 'etc', 'ld-musl-x86_64.path');
  const configured = foldersIn(pathFile);
  const folders = configured ?? ['/lib', '/usr/local/lib', '/usr/lib'];
  const needs = configured ? { with: [pathFile] } : {};

  function* candidates(name: string, by: Loaded): Generator<LibraryCandidate> {
    if (name.includes('/')) {
      yield* expandTokens(name, by, folders);
      return;
    }
    yield* inLibraryPath(libraryPath, name, by, folders);
    for (let object: Loaded | undefined = by; object; object = object.loader) {
      const { runpath, rpath } = object.elf.dynamic ?? { rpath: [] };
      for (const path of runpath ?? rpath) yield* expandTokens(`${path}/${name}`, object, folders);
    }
    for (const folder of folders) {
      const path = join(folder, name);
      yield { hostPath: path, guestPath: path, beside: false, ...needs };
    }
  }

  return { candidates, isLoader: (name) => own.test(name), openedByLibc: () => [] };
}

function foldersIn(pathFile: string): string[] | undefined {
  try {
    return readFileSync(pathFile, 'utf8')
      .split(/[\n:]/)
      .filter((folder) => folder.startsWith('/'));
  } catch {
    return undefined;
  }
}
