import { realpathSync, statfsSync } from 'node:fs';
import { availableMemory } from './available-memory.ts';
import { inMegabytes } from './megabytes.ts';
import { type Mount, mountOf, readMounts } from './mounts.ts';

/** A folder that guests may have their memory in. */
export interface MemoryFolder {
  folder: string;
  mount: Mount | undefined;
  /** Bytes that there is room for: on a tmpfs, no more than this process can still take of this machine's memory. */
  free: number;
}

/** @throws the system's error when there is no such folder */
export function memoryFolder(folder: string): MemoryFolder {
  const mount = mountOf(realpathSync(folder), mounts());
  const free = freeIn(folder);
  return { folder, mount, free: isInMemory(mount) ? Math.min(free, availableMemory()) : free };
}

/** Bytes that are free on a folder's file system; 0 where it cannot be used any more. Needs no descriptor. */
export function freeIn(folder: string): number {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder);
    // A tmpfs without a limit says that it has no blocks.
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
  } catch {
    return 0;
  }
}

function mounts(): Mount[] {
  try {
    return readMounts();
  } catch {
    // No descriptor may be left.
    return [];
  }
}

/** Whether what is written there is this machine's memory. */
export function isInMemory(mount: Mount | undefined): boolean {
  return mount?.type === 'tmpfs';
}

/** `/tmp on tmpfs mounted at /tmp, 64 MB free` */
export function describeMemoryFolder({ folder, mount, free }: MemoryFolder): string {
  const on = mount ? `${mount.type} mounted at ${mount.point}` : 'an unknown mount';
  return `${folder} on ${on}, ${inMegabytes(free)} free`;
}

/** What to do about a folder that has too little room. */
export function howToMakeRoom({ folder, mount }: Omit<MemoryFolder, 'free'>): string {
  const remount = isInMemory(mount) ? `mount -o remount,size=1G ${mount?.point ?? folder}, ` : '';
  return `make room, ${remount}${inContainer}, ${elsewhere}`;
}

/** Docker's own /dev/shm is noexec, whatever its size. */
export const inContainer = 'in a container start it with --tmpfs /dev/shm:exec,size=1g';

/** What to do about a folder that cannot be used. */
export const elsewhere = 'or set TMPDIR to a folder on another tmpfs';
