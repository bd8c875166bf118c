import { accessSync, constants, mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UmlRunError } from '../model.ts';
import { reportNames } from './write.ts';

/**
 * Makes the output folder ready for a run: it exists, may be written to, and has no reports of an earlier run, which
 * would be taken for this one's if it came to an early end. Nothing else in it is touched.
 *
 * @param output relative to the working folder or absolute
 * @returns its absolute path
 * @throws UmlRunError `usage` when it is not a folder or may not be written to
 */
export function makeOutputFolder(output: string): string {
  const folder = resolve(output);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
    for (const name of reportNames) rmSync(join(folder, name), { force: true });
  } catch (cause) {
    throw new UmlRunError('usage', `output ${JSON.stringify(output)}: ${reasonOf(cause, folder)}`, { cause });
  }
  return folder;
}

function reasonOf(cause: unknown, folder: string): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  const isFile = code === 'ENOTDIR' || (code === 'EEXIST' && statSync(folder).isFile());
  if (isFile) return 'it, or a part of its path, is a file, and has to be a folder';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'it cannot be written to: choose another folder';
  return message;
}
