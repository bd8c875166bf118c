import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';
import { compareNatural } from '../text/natural-order.ts';
import { nearest } from '../text/nearest.ts';

/**
 * The error for a name that stands for no file, with what may have been meant.
 *
 * @param pattern what the user wrote
 * @param cause the system's error for `path`
 */
export function noSuchFile(pattern: string, path: string, cause: unknown): UmlRunError {
  return new UmlRunError('test-not-found', `test "${pattern}" not found: ${reason(path, cause)}`, { cause });
}

function reason(path: string, cause: unknown): string {
  if (errnoOf(cause) !== 'ENOENT') return messageOf(cause);
  const target = linkTarget(path);
  if (target !== undefined) return `it is a symbolic link to "${target}", which does not exist`;
  if (path.includes('\ufffd')) return 'its name is not valid UTF-8, and uml-run cannot open it: rename it';

  const folder = dirname(path);
  const names = namesIn(folder);
  if (!names) return `the folder "${folder}" does not exist`;
  const near = nearest(basename(path), names);
  return near === undefined ? `no such file in "${folder}"` : `did you mean "${near}" in "${folder}"?`;
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder).sort(compareNatural);
  } catch {
    return undefined;
  }
}
