import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import { expandFolder } from './expand-folder.ts';
import type { FoundFiles } from './lost-right.ts';
import { noSuchFile } from './missing.ts';

/**
 * Finds the files that a pattern stands for. A file or folder of just that name comes first, so that a name with `*`
 * or `[` in it can be given as it is; then the pattern is read as a glob.
 *
 * @returns paths with symbolic links kept
 * @throws UmlRunError `test-not-found` when there is no such file, or nothing in the folder or for the glob can be a
 * test
 */
export async function expandPattern(pattern: string, cwd: string): Promise<FoundFiles> {
  const path = resolve(cwd, pattern);
  if (pattern.trim() === '')
    throw new UmlRunError('test-not-found', 'the name of a test is empty: name a file, glob or folder');
  try {
    return statSync(path).isDirectory() ? expandFolder(path, pattern, cwd) : { tests: [path], lostRight: [] };
  } catch (error) {
    if (error instanceof UmlRunError) throw error;
    const { isDynamicPattern } = await import('tinyglobby');
    if (isDynamicPattern(pattern)) return await (await import('./expand-glob.ts')).expandGlob(pattern, cwd);
    throw noSuchFile(pattern, path, error);
  }
}
