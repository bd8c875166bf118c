import { noRoom } from '../host/run-tool.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Cache } from './cache.ts';

/** @returns what the user can do about the cache's disk, when the error came from there; else the error itself */
export function explained(cause: unknown, { folder }: Cache): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new UmlRunError('cache-unusable', noRoom(folder), { cause });
  if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') return cause;
  const fix = 'Name another: --cache <folder>';
  return new UmlRunError('cache-unusable', `cannot write in the cache folder ${folder}: ${message}. ${fix}`, { cause });
}
