import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Step } from './boot-plan.ts';

/** A disk of a guest: a file of this machine, with holes where nothing was written, on which init makes ext4. */
export interface Disk {
  /** Absolute path. */
  path: string;
  bytes: number;
  /** By number, as the kernel's command line has it: the last ones, for the first may be the user's own. */
  number: number;
  /** Its path in the guest. */
  device: string;
}

/** The working folder and /tmp of each test. */
const forWork = { number: 15, device: '/dev/ubdp' };

/** @param memory absolute path of the folder for the guest's memory, in which there is room for this */
export function workDisk(memory: string, bytes: number): Disk {
  return { ...forWork, path: join(memory, 'work'), bytes };
}

/** @throws the system's error */
export function makeDisk({ path, bytes }: Disk): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'wx');
  try {
    ftruncateSync(file, bytes);
  } finally {
    closeSync(file);
  }
  // The kernel may be another user's; the folders above are closed to all others.
  chmodSync(path, 0o666);
}

/** Words of the kernel's command line. */
export function diskWords(disks: readonly Disk[]): string[] {
  return disks.map(({ number, path }) => `ubd${number}=${path}`);
}

/** What each test finds on a new file system, instead of in memory. */
export const workDiskSteps: Step[] = [
  {
    do: 'each',
    steps: [
      { do: 'renew', device: forWork.device },
      { do: 'from-disk', device: forWork.device, folder: 'work', target: '/work', mode: 0o755 },
      { do: 'from-disk', device: forWork.device, folder: 'tmp', target: '/tmp', mode: 0o1777 },
    ],
  },
];
