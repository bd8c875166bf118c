import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Rootfs } from '../model.ts';

/** Whether a path exists in the rootfs as the guest will see it: links are followed inside the rootfs, never out of it. */
export function rootfsHas(rootfs: Rootfs, path: string): boolean {
  return follow(rootfs.path, path, 40);
}

function follow(root: string, path: string, most: number): boolean {
  let at = '/';
  const parts = resolve('/', path).split('/').filter(Boolean);
  for (const [index, part] of parts.entries()) {
    at = join(at, part);
    const stats = lstatSync(join(root, at), { throwIfNoEntry: false });
    if (!stats) return false;
    if (!stats.isSymbolicLink()) continue;
    if (most === 0) return false;
    const target = resolve(dirname(at), readlinkSync(join(root, at)));
    return follow(root, join(target, ...parts.slice(index + 1)), most - 1);
  }
  return true;
}
