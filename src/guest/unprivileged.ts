import { readFileSync } from 'node:fs';

/** A user of this machine by its numbers. */
export interface User {
  user: number;
  group: number;
}

/** The overflow user, whom nothing belongs to. */
const nobody: User = { user: 65534, group: 65534 };

/**
 * Whom kernels run as when uml-run is root's.
 * @returns undefined when it is not, or where there is no other user: in a user namespace that has only one
 */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const maps = [isMapped('/proc/self/uid_map', nobody.user), isMapped('/proc/self/gid_map', nobody.group)];
  return maps.every(Boolean) && read('/proc/self/setgroups').trim() !== 'deny' ? nobody : undefined;
}

function isMapped(path: string, id: number): boolean {
  return read(path)
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([first = 0, , count = 0]) => id >= first && id < first + count);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
