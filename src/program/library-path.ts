import type { LibraryCandidate, Loaded } from './loader.ts';
import { expandTokens } from './path-tokens.ts';

/**
 * The folders of LD_LIBRARY_PATH. Relative and empty ones mean the working folder, which is another one in a guest: what
 * is there, the program finds or does not find by itself.
 */
export function libraryPathOf(environment: Record<string, string> | undefined): string[] {
  return (environment?.LD_LIBRARY_PATH ?? '').split(/[:;\n]/).filter((folder) => /^[/$]/.test(folder));
}

/**
 * Where `name` would be in folders of LD_LIBRARY_PATH, in which $ORIGIN is the program's folder, whatever needs the library.
 * @param folders the loader's default ones
 */
export function inLibraryPath(libraryPath: string[], name: string, by: Loaded, folders: string[]): LibraryCandidate[] {
  let program = by;
  while (program.loader) program = program.loader;
  return libraryPath.flatMap((folder) => expandTokens(`${folder}/${name}`, program, folders));
}
