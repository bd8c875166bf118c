import { guestFolders } from '../model/provisions.ts';
import type { Step } from './boot-plan.ts';
import { folder, mount } from './steps.ts';

const own = new Set<string>([...guestFolders, '.rootfs', '.libraries', '.modules', '.written', '.included']);

/** Whether init itself makes what has that name at the top of the root, whatever the rootfs has there. */
export function isOwn(name: string): boolean {
  return own.has(name);
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
  folder('/dev/shm', 0o1777),
  // Each test's first process mounts what its own namespace has there.
  folder('/dev/mqueue', 0o1777),
  { do: 'link', target: '/proc/self/fd', path: '/dev/fd' },
  { do: 'link', target: '/proc/self/fd/0', path: '/dev/stdin' },
  { do: 'link', target: '/proc/self/fd/1', path: '/dev/stdout' },
  { do: 'link', target: '/proc/self/fd/2', path: '/dev/stderr' },
  folder('/tmp', 0o1777),
  folder('/run', 0o755),
  folder('/root', 0o700),
  folder('/work', 0o755),
  {
    do: 'each',
    steps: [
      mount('tmpfs', '/dev/shm', { data: 'mode=1777' }),
      mount('tmpfs', '/tmp', { data: 'mode=1777' }),
      mount('tmpfs', '/run', { data: 'mode=755' }),
      mount('tmpfs', '/root', { data: 'mode=700' }),
      mount('tmpfs', '/work', { data: 'mode=755' }),
    ],
  },
];
