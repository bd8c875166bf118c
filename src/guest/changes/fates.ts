import { isIn } from '../../fs/is-in.ts';
/**
 * What becomes of the changes of a path: they are brought back; only those of something in it are; or none is.
 * Paths are those from the folder's top, in bytes as latin1; the top is the empty one.
 */
export type Fate = 'kept' | 'on-the-way' | 'left';

/** @param kept paths whose changes are brought back; `.` for all */
export function fateOf(path: string, kept: readonly string[]): Fate {
  const tops = kept.map((one) => (one === '.' ? '' : one));
  if (tops.some((top) => isWithin(path, top))) return 'kept';
  return tops.some((top) => isWithin(top, path)) ? 'on-the-way' : 'left';
}

/** Whether a path is a folder's, or that of something in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || isIn(path, folder);
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
