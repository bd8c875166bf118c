import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { glob } from 'tinyglobby';
import { UmlRunError } from '../model/errors.ts';
import { hasLostRight, isTestFile } from '../program/test-file.ts';
import { compareNatural } from '../text/natural-order.ts';
import type { FoundFiles } from './lost-right.ts';

/**
 * The files that a glob matches, in natural order. Among them only the executables count, so that `build/*` does not
 * take object files for tests. Where none is, those are taken that seem to be programs, or else all, and each is reported
 * for what it lacks.
 *
 * @throws UmlRunError `test-not-found` when it matches no file
 */
export async function expandGlob(pattern: string, cwd: string): Promise<FoundFiles> {
  // A `**` at the end would pass over names with a line feed; `**/*` means the same and does not.
  const matches = await glob(pattern.replace(/(^|\/)\*\*$/, '$1**/*'), {
    cwd,
    absolute: true,
    expandDirectories: false,
    onlyFiles: false,
  });
  const files = onePathEach(matches.filter(isFile)).sort(compareNatural);
  if (files.length === 0) {
    const hidden = /(^|\/)\*/.test(pattern) ? ' (* does not match names that begin with a dot)' : '';
    throw new UmlRunError('test-not-found', `no file in "${cwd}" matches the glob "${pattern}"${hidden}`);
  }
  const [tests, lostRight] = [files.filter(isTestFile), files.filter(hasLostRight)];
  if (tests.length > 0) return { tests, lostRight };
  return { tests: lostRight.length > 0 ? lostRight : files, lostRight: [] };
}

/** A dangling link is not a file, and neither is a folder. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    if (!path.includes('\ufffd')) return false;
    throw new UmlRunError(
      'test-not-found',
      `the name of "${path}" is not valid UTF-8, and uml-run cannot open it: rename it`,
    );
  }
}

/**
 * Where links to folders let `**` come to a file by several paths, the one without them, or the shortest, stands for
 * it.
 */
function onePathEach(paths: string[]): string[] {
  const chosen = new Map<string, string>();
  for (const path of paths) {
    const place = join(realpathSync(dirname(path)), basename(path));
    const known = chosen.get(place);
    if (known === undefined || path === place || (known !== place && path.length < known.length)) {
      chosen.set(place, path);
    }
  }
  return [...chosen.values()];
}
