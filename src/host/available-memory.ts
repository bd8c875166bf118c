import { dirname, join } from 'node:path';
import { readTextSync } from './read-text.ts';

/** The text of a file; undefined where there is none that can be read. */
type Read = (path: string) => string | undefined;

/**
 * Bytes of memory that this process and its children can still take: what is free or can be freed on this machine, and
 * within the limits of their control groups. Files of a tmpfs are memory, too. Infinity where nothing tells.
 */
export function availableMemory(read: Read = readTextSync): number {
  return Math.max(0, Math.min(ofMachine(read('/proc/meminfo') ?? ''), ...ofGroups(read)));
}

function ofMachine(meminfo: string): number {
  const available = numberIn(meminfo, /^MemAvailable:\s*(\d+) kB$/m);
  if (available === undefined) return Number.POSITIVE_INFINITY;
  return (available + (numberIn(meminfo, /^SwapFree:\s*(\d+) kB$/m) ?? 0)) * 1024;
}

/** What a group of each version of the interface calls its limit, its use, and its statistics. */
const versions = [
  { root: '/sys/fs/cgroup', line: /^0::(.*)$/m, limit: 'memory.max', use: 'memory.current', prefix: '' },
  {
    root: '/sys/fs/cgroup/memory',
    line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m,
    limit: 'memory.limit_in_bytes',
    use: 'memory.usage_in_bytes',
    prefix: 'total_',
  },
];

function ofGroups(read: Read): number[] {
  const groups = read('/proc/self/cgroup') ?? '';
  return versions.flatMap(({ root, line, limit, use, prefix }) =>
    andAbove(line.exec(groups)?.[1] ?? '/').flatMap((group) => {
      const text = (name: string) => read(join(root, group, name)) ?? '';
      const [max, used] = [numberIn(text(limit), /^(\d+)$/m), numberIn(text(use), /^(\d+)$/m)];
      if (max === undefined || used === undefined) return [];
      const statistics = text('memory.stat');
      const cached = ['inactive_file', 'active_file'].map((name) =>
        numberIn(statistics, new RegExp(`^${prefix}${name} (\\d+)$`, 'm')),
      );
      return [max - used + cached.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0)];
    }),
  );
}

/** A group, and those that it is in. In a container, only the last may be there. */
function andAbove(group: string): string[] {
  return group === '/' || group === '.' ? ['/'] : [group, ...andAbove(dirname(group))];
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
