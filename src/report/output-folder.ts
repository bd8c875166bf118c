import { accessSync, constants, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { UmlRunError } from '../model/errors.ts';
import { reportNames } from './write-reports.ts';

/**
 * Makes the output folder: it exists and may be written to. Nothing in it is touched.
 *
 * @param output relative to the working folder or absolute
 * @returns its absolute path
 * @throws UmlRunError `usage` when it is not a folder or may not be written to
 */
export function makeOutputFolder(output: string): string {
  return attempt(output, (folder) => {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  });
}

/**
 * Removes the reports of an earlier run, which would be taken for this one's if it came to an early end. To be called when
 * nothing but the tests is left to do: a run that cannot start takes nobody's results away.
 *
 * @throws UmlRunError `usage` when they cannot be removed
 */
export function clearReports(output: string): void {
  attempt(output, (folder) => {
    for (const name of reportNames) rmSync(join(folder, name), { force: true });
  });
}

function attempt(output: string, step: (folder: string) => void): string {
  const folder = resolve(output);
  try {
    step(folder);
  } catch (cause) {
    throw new UmlRunError('output-unwritable', `output ${JSON.stringify(output)}: ${reasonOf(cause)}`, { cause });
  }
  return folder;
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'it, or a part of its path, is a file, and has to be a folder';
  if (code === 'ENOENT') return 'no folder can be made there: choose another one';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'it cannot be written to: choose another folder';
  return message;
}
