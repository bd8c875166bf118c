import { existsSync, realpathSync } from 'node:fs';
import { isRunnable, wrongArchitecture } from '../elf/architecture.ts';
import type { Program } from '../model/tests.ts';
import { type Closure, findLibraries, type Missing, readLibrary } from './closure.ts';
import { glibcRules } from './glibc.ts';
import type { Loaded } from './loader.ts';
import { isMusl, muslRules } from './musl.ts';

type Libraries = Pick<Program, 'libraries' | 'siblings' | 'folders' | 'missing' | 'problem'>;

interface Surroundings {
  /** Whether the guest has a loader: then this machine need not have it. */
  guestHas: (path: string) => boolean | Promise<boolean>;
  /** Folders of the LD_LIBRARY_PATH that the program will have. */
  libraryPath: string[];
}

/**
 * Finds the loader and the libraries of a dynamically linked program, as that loader would.
 *
 * @param interpreter PT_INTERP
 * @throws MalformedFile when the loader or a library is damaged
 */
export async function librariesOf(
  program: Loaded,
  interpreter: string,
  { guestHas, libraryPath }: Surroundings,
): Promise<Libraries> {
  const none = { libraries: [], siblings: [] };
  if (!interpreter.startsWith('/')) {
    return { ...none, problem: `has the dynamic loader "${interpreter}", which is not an absolute path` };
  }
  if (!existsSync(interpreter)) {
    return (await guestHas(interpreter)) ? none : { ...none, problem: noLoader(interpreter) };
  }
  const elf = readLibrary(interpreter);
  if (!isRunnable(elf)) {
    return { ...none, problem: `has the dynamic loader ${interpreter}, which ${wrongArchitecture(elf)}` };
  }

  const loader: Loaded = { elf, hostPath: interpreter, guestPath: interpreter, beside: false };
  const rules = isMusl(interpreter) ? muslRules(interpreter, libraryPath) : glibcRules(interpreter, libraryPath);
  const closure = findLibraries(program, [loader], rules);
  return { ...filesOf(closure), ...(closure.missing.length > 0 && { missing: missingLibraries(closure.missing) }) };
}

function filesOf(closure: Closure): Libraries {
  const files = (beside: boolean) =>
    closure.loaded
      .filter((object) => object.beside === beside)
      .map(({ guestPath, hostPath }) => ({ path: guestPath, source: realpathSync(hostPath) }));
  const others = [...new Set(closure.with)].map((path) => ({ path, source: realpathSync(path) }));
  const folders = [...new Set(closure.through)];
  return { libraries: [...files(false), ...others], siblings: files(true), ...(folders.length > 0 && { folders }) };
}

function noLoader(interpreter: string): string {
  const musl = isMusl(interpreter) ? ' (it is in the package musl)' : '';
  return (
    `needs the dynamic loader ${interpreter}, which is not on this machine${musl}: ` +
    'install it, or link the program statically (-static)'
  );
}

function missingLibraries(missing: Missing[]): string {
  const each = missing.map(({ name, by, searched, unrunnable }) => {
    const skipped = unrunnable.length > 0 ? ` (${unrunnable.join(', ')})` : '';
    const folders = searched.filter((folder) => !folder.includes('/glibc-hwcaps/'));
    const why = folders.length > 0 ? `was not found in ${folders.join(', ')}` : 'is a path from the working folder';
    return `${name}${skipped}, needed by ${by.hostPath}, ${why}${relativePaths(by)}`;
  });
  const isSearched = missing.some(({ searched }) => searched.length > 0);
  return `${each.join('; ')}: ${isSearched ? advice : 'link it as -L<folder> -l<name>, and give it a name with -Wl,-soname'}`;
}

/** As of `-Wl,-rpath=./`: where the loader looks depends on the folder that the program runs in. */
function relativePaths({ elf: { dynamic } }: Loaded): string {
  const paths = [...(dynamic?.rpath ?? []), ...(dynamic?.runpath ?? [])];
  const relative = paths.filter((path) => !path.startsWith('/') && !path.startsWith('$'));
  if (relative.length === 0) return '';
  return `, and its rpath "${relative.join(':')}" starts at the folder that it runs in (--workdir)`;
}

const advice =
  'name its folder with --env LD_LIBRARY_PATH=<folder> or -Wl,-rpath, ' +
  'bring it with --include <folder> and --env LD_LIBRARY_PATH=/programs/<folder>, ' +
  'install the package that provides it, or link the program statically (-static)';
