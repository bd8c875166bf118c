import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import { nearest } from '../text/nearest.ts';
import { naturally } from './order.ts';

/**
 * The error for a name that stands for no file, with what may have been meant.
 *
 * @param pattern what the user wrote
 * @param cause the system's error for `path`
 */
export function noSuchFile(pattern: string, path: string, cause: NodeJS.ErrnoException): UmlRunError {
  return new UmlRunError('test-not-found', `no such test: '${pattern}': ${reason(path, cause)}`, { cause });
}

function reason(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code !== 'ENOENT') return message;
  const target = linkTarget(path);
  if (target !== undefined) return `it is a symbolic link to '${target}', which does not exist`;
  if (path.includes('\ufffd')) return 'its name is not valid UTF-8, and uml-run cannot open such a file: rename it';

  const folder = dirname(path);
  const names = namesIn(folder);
  if (!names) return `there is no folder ${folder}`;
  const near = nearest(basename(path), names);
  return near === undefined ? `there is no such file in ${folder}` : `did you mean '${near}' in ${folder}?`;
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
    return readdirSync(folder).sort(naturally);
  } catch {
    return undefined;
  }
}
