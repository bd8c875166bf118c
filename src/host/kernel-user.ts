import { hasCapability } from './process-rights.ts';
import { readTextSync } from './read-text.ts';

/** Whom the kernels of root's guests run as: each as a user that no other guest has, or all as `nobody`. */
export type KernelUser = 'own' | 'nobody';

/** The overflow user, whom nothing belongs to. */
const nobody = 65534;

/**
 * The first user of guests, and how many there are: as many as a machine can have processes, for that of a guest's
 * first process is added. What systemd hands out to others ends below.
 */
const users = { first: 1_900_000_000, count: 2 ** 22 };

/**
 * Whom a kernel runs as when uml-run is root's.
 * @returns undefined when it is not, or where no other user would do: in a user namespace that has only one, and in a
 *   container without the right to read all files (CAP_DAC_READ_SEARCH), where another user could not read root's
 */
export function kernelUser(): KernelUser | undefined {
  if (process.getuid?.() !== 0 || readTextSync('/proc/self/setgroups')?.trim() === 'deny') return undefined;
  if (!hasCapability(readTextSync('/proc/self/status'), 'DAC_READ_SEARCH')) return undefined;
  const maps = ['/proc/self/uid_map', '/proc/self/gid_map'].map((path) => readTextSync(path) ?? '');
  if (maps.every((map) => hasRange(map, users.first, users.count))) return 'own';
  return maps.every((map) => hasRange(map, nobody, 1)) ? 'nobody' : undefined;
}

/** The words of the supervisor's command line for it. */
export function userWords(user: KernelUser | undefined): string[] {
  if (user === 'own') return ['--users-from', String(users.first)];
  return user === 'nobody' ? ['--user', String(nobody)] : [];
}

/** @param map text of a file such as /proc/self/uid_map: lines of the first number, whose it is outside, and the count */
export function hasRange(map: string, first: number, count: number): boolean {
  return map
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([start = 0, , length = 0]) => first >= start && first + count <= start + length);
}
