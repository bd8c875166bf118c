import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import { errnoOf, isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import { clearOutput } from './clear-output.ts';

/**
 * Makes the output folder, and checks that it can be written to. Nothing in it is touched.
 *
 * @param output relative to the working folder or absolute
 * @returns its absolute path
 * @throws UmlRunError `output-unwritable` when it is not a folder, or cannot be made or written to; `disk-full`
 */
export function makeOutputFolder(output: string): string {
  return attempt(output, (folder) => {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  });
}

/**
 * Removes what an earlier run has left in the output folder, which would be taken for this one's.
 *
 * @param output as `makeOutputFolder` gives it
 * @throws UmlRunError `output-unwritable` when something cannot be removed
 */
export function takeOver(output: string): void {
  attempt(output, clearOutput);
}

function attempt(output: string, step: (folder: string) => void): string {
  const folder = resolve(output);
  try {
    step(folder);
  } catch (cause) {
    throw new UmlRunError(
      isDiskFull(cause) ? 'disk-full' : 'output-unwritable',
      `cannot use output folder ${JSON.stringify(output)}: ${reasonOf(cause)}`,
      { cause },
    );
  }
  return folder;
}

function reasonOf(cause: unknown): string {
  const code = errnoOf(cause);
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return 'it, or a part of its path, is a file; name another with --output';
  if (code === 'ENOENT') return 'it cannot be created there; name another with --output';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'permission denied; name another with --output';
  return `${messageOf(cause)}; name another with --output`;
}
