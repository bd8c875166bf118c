import { isAbsolute, relative } from 'node:path';

/** A path as people should see it: from `folder` where it lies in it, else whole. */
export function placeOf(path: string, folder: string): string {
  const inside = relative(folder, path);
  return inside === '' || inside.split('/')[0] === '..' || isAbsolute(inside) ? path : inside;
}
