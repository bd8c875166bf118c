import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import { compareNatural } from '../text/natural-order.ts';

/**
 * The error for a name that stands for no file, with what may have been meant.
 *
 * @param pattern what the user wrote
 * @param cause the system's error for `path`
 */
export function noSuchFile(pattern: string, path: string, cause: NodeJS.ErrnoException): UmlRunError {
  return new UmlRunError('test-not-found', `test "${pattern}" not found: ${reason(path, cause)}`, { cause });
}

function reason(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code !== 'ENOENT') return message;
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

/** The name with the fewest letters to change, if these are few for its length. */
function nearest(name: string, names: string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const ranked = names
    .map((other) => ({ other, distance: distance(name.toLowerCase(), other.toLowerCase()) }))
    .sort((one, two) => one.distance - two.distance);
  return ranked[0] && ranked[0].distance <= limit ? ranked[0].other : undefined;
}

/** Levenshtein distance: letters to insert, remove or replace. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const replaced = row[j]! + (one[i] === other[j] ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
