import { expect, test } from 'vitest';
import { availableMemory } from '../../src/host/available-memory.ts';

const megabytes = 2 ** 20;
const bytes = (count: number) => `${count * megabytes}\n`;
const machine = { '/proc/meminfo': `MemTotal: 9000 kB\nMemAvailable: ${4000 * 1024} kB\nSwapFree: ${500 * 1024} kB\n` };

function available(files: Record<string, string>): number {
  return availableMemory((path) => files[path]) / megabytes;
}

test('what the machine has free, with its swap', () => {
  expect(available(machine)).toBe(4500);
  expect(available({})).toBe(Number.POSITIVE_INFINITY);
  expect(availableMemory()).toBeGreaterThan(0);
});

test.each([
  ['a group', { '/proc/self/cgroup': '0::/a/b\n' }, '/sys/fs/cgroup/a/b/memory.max', '/sys/fs/cgroup/a/b/memory'],
  ['the group above', { '/proc/self/cgroup': '0::/a/b\n' }, '/sys/fs/cgroup/a/memory.max', '/sys/fs/cgroup/a/memory'],
  ["a container's", { '/proc/self/cgroup': '0::/\n' }, '/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory'],
  ["one's path outside", { '/proc/self/cgroup': '0::/x\n' }, '/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory'],
])('a limit of %s counts, and pages that can be dropped do not', (_, files, limit, name) => {
  const group = { ...machine, ...files, [`${name}.current`]: bytes(800) };
  expect(available({ ...group, [limit]: bytes(1000) })).toBe(200);
  expect(available({ ...group, [limit]: 'max\n' })).toBe(4500);
  const stat = { [`${name}.stat`]: `anon 7\nfile 9\ninactive_file ${bytes(100)}active_file ${bytes(50)}` };
  expect(available({ ...group, [limit]: bytes(1000), ...stat })).toBe(350);
  expect(available({ ...group, [limit]: bytes(700) })).toBe(0);
});

test('so does one of version 1', () => {
  const files = {
    ...machine,
    '/proc/self/cgroup': '5:cpu,cpuacct:/x\n4:memory:/docker/1\n0::/\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': bytes(1000),
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': bytes(900),
    '/sys/fs/cgroup/memory/memory.stat': `inactive_file 5\ntotal_inactive_file ${bytes(300)}`,
  };
  expect(available(files)).toBe(400);
});
