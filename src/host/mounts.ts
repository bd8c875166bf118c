import { readFileSync } from 'node:fs';

/** A line of /proc/self/mountinfo. */
export interface Mount {
  point: string;
  type: string;
  options: string[];
}

/**
 * What this process sees mounted.
 * @throws the system's error, as when no descriptor is left
 */
export function readMounts(): Mount[] {
  return parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
}

/** @param text of /proc/self/mountinfo, in which spaces and such in paths are octal: `\040` */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [mount = '', source = ''] = line.split(' - ');
    const [, , , , point, options] = mount.split(' ');
    const [type] = source.split(' ');
    if (!point || !options || !type) return [];
    return [{ point: unescapeOctal(point), type, options: options.split(',') }];
  });
}

/** @returns the mount that a path is on: of the longest mount point above it the last, which covers earlier ones */
export function mountOf(path: string, mounts: Mount[]): Mount | undefined {
  return mounts
    .filter(({ point }) => path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`))
    .reduce<Mount | undefined>((best, one) => (best && best.point.length > one.point.length ? best : one), undefined);
}

/** @returns the mount that a path is on, where that forbids to execute what lies there */
export function noexecMountOf(path: string, mounts: Mount[]): Mount | undefined {
  const mount = mountOf(path, mounts);
  return mount?.options.includes('noexec') ? mount : undefined;
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
