import { isBelow } from '../fs/is-in.ts';
import { guestFolders } from '../model/provisions.ts';
import type { Step } from './boot-plan.ts';
import { folder, mount } from './steps.ts';

/** Where each test finds the folder of the host that it leaves files in: its own, and no other's. */
export const artifactsFolder = '/artifacts';

const own = new Set<string>([...guestFolders, '.rootfs', '.libraries', '.modules', '.written', '.included']);

/** Whether init itself makes what has that name at the top of the root, whatever the rootfs has there. */
export function isOwn(name: string): boolean {
  return own.has(name);
}

/** Folders that are empty for each test, and their modes. What this machine or the rootfs has there is not seen. */
const fresh: [path: string, mode: number][] = [
  ['/dev/shm', 0o1777],
  ['/tmp', 0o1777],
  ['/run', 0o755],
  ['/root', 0o700],
  ['/work', 0o755],
];

/** @returns the folder that is empty for each test and has this absolute path in it; undefined where none has */
export function freshFolderOf(path: string): string | undefined {
  return fresh.map(([folder]) => folder).find((folder) => isBelow(path, folder));
}

/** File systems of the kernel, and folders that are new for each test. */
export const ownFolderSteps: Step[] = [
  folder('/proc', 0o555),
  mount('proc', '/proc'),
  folder('/sys', 0o555),
  mount('sysfs', '/sys'),
  mount('cgroup2', '/sys/fs/cgroup', { must: false }),
  folder('/dev/pts', 0o755),
  mount('devpts', '/dev/pts', { data: 'mode=620,ptmxmode=666', must: false }),
  // Each test's first process mounts what its own namespace has there.
  folder('/dev/mqueue', 0o1777),
  { do: 'link', target: '/proc/self/fd', path: '/dev/fd' },
  { do: 'link', target: '/proc/self/fd/0', path: '/dev/stdin' },
  { do: 'link', target: '/proc/self/fd/1', path: '/dev/stdout' },
  { do: 'link', target: '/proc/self/fd/2', path: '/dev/stderr' },
  ...fresh.map(([path, mode]) => folder(path, mode)),
  { do: 'each', steps: fresh.map(([path, mode]) => mount('tmpfs', path, { data: `mode=${mode.toString(8)}` })) },
];
