import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../model/errors.ts';

/** Where a path leads. */
export interface Place {
  /**
   * With all links of its folders followed, relative to the root, without a slash at the beginning; empty for the root.
   */
  path: string;
  exists: boolean;
}

/** As many as the kernel follows. */
const maxLinks = 40;

/**
 * Follows a path in a tree as a guest will whose root it is: a link never leads out of the tree.
 * @param root absolute path of the tree
 * @param hidden paths that the guest does not see
 * @param last whether a link at the end of the path is followed too
 * @returns undefined where links go round in circles
 */
export function follow(root: string, path: string, { hidden = [] as readonly string[], last = true } = {}) {
  const left = partsOf(path);
  const at: string[] = [];
  let links = 0;
  let exists = true;
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    if (part === '..') {
      at.pop();
      continue;
    }
    at.push(part);
    const here = at.join('/');
    const stats = exists && !hidden.includes(`/${here}`) ? statsOf(join(root, here)) : undefined;
    if (!stats) exists = false;
    else if (stats.isSymbolicLink() && (last || left.length > 0)) {
      if (++links > maxLinks) return undefined;
      const target = readlinkSync(join(root, here));
      at.pop();
      if (target.startsWith('/')) at.length = 0;
      left.unshift(...partsOf(target));
    } else if (!stats.isDirectory() && left.length > 0) exists = false;
  }
  return { path: at.join('/'), exists } satisfies Place;
}

/**
 * There is no file whose name no file can have: one that is too long, or has a NUL in it. Nor is there one for guests in a
 * folder that is closed to the user they run as.
 */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    if (!['ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE', 'EACCES'].includes(errnoOf(cause) ?? '')) throw cause;
    return undefined;
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** Whether a link's target leads above the root of its tree. */
export function climbs(link: string, target: string): boolean {
  let depth = target.startsWith('/') ? 0 : link.split('/').length - 1;
  for (const part of target.split('/')) {
    if (part === '..' && --depth < 0) return true;
    if (part !== '..' && part !== '.' && part !== '') depth++;
  }
  return false;
}
