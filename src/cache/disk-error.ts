import { noRoom } from '../host/run-tool.ts';
import { errnoOf, isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import { Unreachable } from '../model/unreachable.ts';
import type { Cache } from './cache.ts';

/** How a folder refuses, the last two in /proc. */
const refusals = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'EEXIST']);

/** @returns what the user can do about the cache's disk, when the error came from there; else the error itself */
export function explained(cause: unknown, { folder }: Cache): unknown {
  if (isDiskFull(cause)) return new UmlRunError('disk-full', noRoom(folder), { cause });
  if (!refusals.has(errnoOf(cause) ?? '')) return cause;
  const message = `cannot write to the cache folder "${folder}": ${messageOf(cause)}; name another with --cache <folder>`;
  return new Unreachable('cache-unusable', message, { cause });
}
