import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UmlRunError } from '../../model/errors.ts';
import { follow } from '../tree/follow.ts';

/** Descriptions of images are small. */
const maxBytes = 16 << 20;

/**
 * A file of a container image's folder. Links in it lead nowhere else.
 * @throws UmlRunError `usage` when it has none
 */
export function fileOf(folder: string, path: string, what: string): string {
  const place = path.startsWith('/') || path.split('/').includes('..') ? undefined : follow(folder, path);
  if (place?.exists && statSync(join(folder, place.path)).isFile()) return join(folder, place.path);
  throw new UmlRunError(
    'rootfs-invalid',
    `${what} lacks its file ${JSON.stringify(path)}: it is not a whole container image`,
  );
}

/** @throws UmlRunError `usage` when it is missing or no JSON */
export function jsonOf(folder: string, path: string, what: string): unknown {
  const file = fileOf(folder, path, what);
  try {
    if (statSync(file).size > maxBytes) throw new Error('it is too large');
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UmlRunError('rootfs-invalid', `${what}: cannot understand its ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
