import { expect, test } from 'vitest';
import { mountOf, parseMounts } from '../../src/host/mounts.ts';

/** Recorded on Debian 12, with a folder of an odd name and one that is mounted over. */
const mountinfo = `\
22 27 0:21 / /proc rw,relatime - proc proc rw
25 24 0:23 / /dev/shm rw,nosuid,nodev shared:4 - tmpfs tmpfs rw,size=24684084k
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
30 25 0:27 / /dev/shm rw,noexec,relatime shared:5 master:1 - tmpfs tmpfs rw,size=65536k
41 27 0:40 / /mnt/with\\040space\\134 rw - tmpfs tmpfs rw
nonsense
`;

test('mounts are read with their options and types', () => {
  expect(parseMounts(mountinfo)).toEqual([
    { point: '/proc', type: 'proc', options: ['rw', 'relatime'] },
    { point: '/dev/shm', type: 'tmpfs', options: ['rw', 'nosuid', 'nodev'] },
    { point: '/', type: 'ext4', options: ['rw', 'relatime'] },
    { point: '/dev/shm', type: 'tmpfs', options: ['rw', 'noexec', 'relatime'] },
    { point: '/mnt/with space\\', type: 'tmpfs', options: ['rw'] },
  ]);
  expect(parseMounts('')).toEqual([]);
});

test.each([
  ['/', 'ext4', 'relatime'],
  ['/home', 'ext4', 'relatime'],
  ['/dev/shm', 'tmpfs', 'noexec'],
  ['/dev/shm/a/b', 'tmpfs', 'noexec'],
  ['/dev/shmem', 'ext4', 'relatime'],
  ['/mnt/with space\\/x', 'tmpfs', 'rw'],
])('%s is on %s with %s', (path, type, option) => {
  const mount = mountOf(path, parseMounts(mountinfo))!;
  expect(mount.type).toBe(type);
  expect(mount.options).toContain(option);
});

test('no mount is above a path where none is known', () => {
  expect(mountOf('/x', [])).toBeUndefined();
});
