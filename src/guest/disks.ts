import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

/** In which tests that are not root leave their artifacts: each owns its files. */
const forArtifacts = { number: 14, device: '/dev/ubdo' };
/** The working folder and /tmp of each test, and what container engines keep. */
const forWork = { number: 15, device: '/dev/ubdp' };

/** All tests of a guest together have this much for artifacts, in bytes, or one as much as it may leave. */
const maxArtifacts = 16 * 2 ** 30;
/** For the file system itself. */
const ownBytes = 64 << 20;

/**
 * @param written where the guest writes for this machine, absolute
 * @param limit bytes that each of its tests may leave: whoever leaves more is to be found out before the disk is full
 */
export function artifactsDisk(written: string, tests: number, limit: number): Disk {
  const bytes = Math.max(limit, Math.min(tests * limit, maxArtifacts)) + limit + ownBytes;
  // In a folder of its own, so that the room which it takes can be watched.
  return { ...forArtifacts, path: join(written, 'disk/artifacts'), bytes };
}

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

/** Bytes that its file takes on this machine's disk now. */
export function bytesTakenBy({ path }: Disk): number {
  return 512 * statSync(path).blocks;
}

/** Words of the kernel's command line. */
export function diskWords(disks: readonly Disk[]): string[] {
  return disks.map(({ number, path }) => `ubd${number}=${path}`);
}

/**
 * What each test finds on a new file system, instead of in memory.
 * @param more absolute paths of folders, besides the working folder and /tmp, whose last names differ
 */
export function workDiskSteps(more: readonly string[]): Step[] {
  const { device } = forWork;
  const fromDisk = (target: string, mode: number): Step => ({
    do: 'from-disk',
    device,
    folder: basename(target),
    target,
    mode,
  });
  return [
    {
      do: 'each',
      steps: [
        { do: 'renew', device },
        fromDisk('/work', 0o755),
        fromDisk('/tmp', 0o1777),
        ...more.map((target) => fromDisk(target, 0o711)),
      ],
    },
  ];
}
