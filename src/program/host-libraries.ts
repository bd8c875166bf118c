import { existsSync, realpathSync } from 'node:fs';
import { isRunnable, wrongArchitecture } from '../elf/architecture.ts';
import type { Program } from '../model/tests.ts';
import { type Closure, findLibraries, type Missing, readLibrary } from './closure.ts';
import { glibcRules } from './glibc.ts';
import type { Loaded } from './loader.ts';
import { isMusl, muslRules } from './musl.ts';

type Libraries = Pick<Program, 'libraries' | 'siblings' | 'folders' | 'problem'>;
type GuestHas = (path: string) => boolean | Promise<boolean>;

/**
 * Finds the loader and the libraries of a dynamically linked program, as that loader would.
 *
 * @param interpreter PT_INTERP
 * @param guestHas whether the guest has a loader or library: then this machine need not have it
 * @throws MalformedFile when the loader or a library is damaged
 */
export async function librariesOf(program: Loaded, interpreter: string, guestHas: GuestHas): Promise<Libraries> {
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
  const rules = isMusl(interpreter) ? muslRules(interpreter) : glibcRules(interpreter);
  const closure = findLibraries(program, [loader], rules);
  const problem = closure.missing.length > 0 ? { problem: missingLibraries(closure.missing) } : {};
  return { ...filesOf(closure), ...problem };
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
  const each = missing.map(({ name, by, unrunnable }) => {
    const skipped = unrunnable.length > 0 ? ` (${unrunnable.join(', ')})` : '';
    const relative =
      name.includes('/') && !name.startsWith('/') ? ' by a relative path, which a guest does not have' : '';
    return `${name}${skipped}, needed by ${by.hostPath}${relative}`;
  });
  return (
    `needs ${each.join('; ')}: not found where the dynamic loader looks; ` +
    'install the package that provides it, name its folder with -Wl,-rpath, or link the program statically (-static)'
  );
}
