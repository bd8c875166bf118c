import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Cache } from '../cache/cache.ts';
import type { Rootfs } from '../model/provisions.ts';

/**
 * What a rootfs is, as 32 hexadecimal digits: the name of its cache entry, or for a folder of the user's what its files
 * look like from outside: names, sizes and times.
 */
export function identityOf({ path }: Rootfs, cache: Cache): string {
  const entry = relative(join(cache.folder, 'rootfs'), path);
  const hash = createHash('sha256');
  if (!entry.startsWith('..')) hash.update(entry);
  else for (const line of linesOf(path)) hash.update(line).update('\0');
  return hash.digest('hex').slice(0, 32);
}

function* linesOf(path: string): Generator<string> {
  for (const { name } of readdirSync(path, { withFileTypes: true }).sort((one, other) =>
    one.name < other.name ? -1 : 1,
  )) {
    const here = join(path, name);
    const stats = lstatSync(here);
    yield `${here} ${stats.mode} ${stats.size} ${stats.isDirectory() ? '' : stats.mtimeMs} ${stats.ino}`;
    if (stats.isDirectory()) yield* linesOf(here);
  }
}
