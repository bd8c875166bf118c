import { statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join, resolve } from 'node:path';
import { defaultFolder } from '../cache/default-folder.ts';
import { makeFolder } from '../fs/make-folder.ts';

/**
 * Has Node keep what it compiles of the modules that are imported from now on, below the cache folder, and take it from
 * there in the next start. Does nothing where Node cannot (before 22.1), or the folder is not this user's alone: what
 * others could write there would run as this user.
 */
export function keepCompiled(): void {
  try {
    const folder = resolve(defaultFolder());
    if (!isOwn(folder) || !nodeModule.enableCompileCache) return;
    // Node's own way to make it never returns in /proc.
    makeFolder(join(folder, 'compiled'));
    nodeModule.enableCompileCache(join(folder, 'compiled'));
  } catch {
    // Without a cache folder a start takes a little longer.
  }
}

/** A cache that does not exist yet is made by the command, if it needs one. */
function isOwn(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  return uid === process.geteuid?.() && (mode & 0o022) === 0;
}
