import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, messageOf, UmlRunError } from '../model/errors.ts';

/** Where a user's servers are, as native/client/place.c finds it. An absolute path. */
export function warmPlace(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_RUNTIME_DIR: runtime } = environment;
  if (runtime?.startsWith('/') && isOwnFolder(runtime)) return `${runtime}/uml-run`;
  return `/tmp/uml-run-${process.geteuid?.() ?? 0}`;
}

/**
 * Makes it, where it is not there.
 * @throws UmlRunError `temporary-folder-unusable` when it is a link, or belongs to others or is open to them
 */
export function makeWarmPlace(place: string): void {
  try {
    mkdirSync(place, { mode: 0o700 });
  } catch (cause) {
    if (errnoOf(cause) !== 'EEXIST')
      throw unusable(place, `${messageOf(cause)}; set XDG_RUNTIME_DIR to a folder of your own`);
  }
  if (!isOwnFolder(place) || (lstatSync(place).mode & 0o077) !== 0)
    throw unusable(place, 'it has to be a folder that belongs to you and is closed to others (mode 0700); remove it');
}

/** Path of a server's socket. @param key hexadecimal digits */
export function socketOf(place: string, key: string): string {
  return join(place, key, 'socket');
}

/** Path of the link to that, by which a client finds it. @param name as `callName` gives it */
export function linkOf(place: string, name: string): string {
  return join(place, 'calls', name);
}

function unusable(place: string, why: string): UmlRunError {
  return new UmlRunError('temporary-folder-unusable', `cannot keep guests ready in "${place}": ${why}`);
}

function isOwnFolder(path: string): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isDirectory() === true && status.uid === process.geteuid?.();
}
