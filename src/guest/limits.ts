import type { KernelUser } from '../host/kernel-user.ts';

/** How much of this machine a guest may use; without one, as much as this process. */
export interface HostLimits {
  /** Of its user. */
  processes?: number;
  /** Of each process. */
  descriptors?: number;
  /** Of private memory, of each process. */
  dataBytes?: number;
  /** Length of each file. */
  fileBytes?: number;
}

/** What of a guest decides. */
export interface LimitedGuest {
  settings: { memoryMegabytes: number; hasWorkDisk?: boolean; kernelArguments: string; artifactsLimit?: number };
  kernel: { privateMegabytes?: number };
  /** For how many tests it has room for what they leave behind. */
  places: number;
  disks?: readonly { bytes: number }[];
}

/** Tests of one guest: each has a place for its artifacts, which is made before the guest boots. */
export const mostTests = 1000;

/**
 * More than what fits into a guest's memory, so no test meets them. A kernel that is told its memory by its own words
 * has none.
 */
export function limitsOf({ settings, kernel, places, disks = [] }: LimitedGuest, user?: KernelUser): HostLimits {
  const { memoryMegabytes, artifactsLimit = 0 } = settings;
  const memoryBytes = memoryFolderBytes(settings);
  if (!Number.isFinite(memoryBytes)) return {};
  return {
    // A process of the guest takes at least 16 kB of its memory, an open file 0.5 kB.
    ...(user === 'own' && { processes: few + 64 * memoryMegabytes }),
    descriptors: few + 2048 * memoryMegabytes,
    ...(kernel.privateMegabytes !== undefined && { dataBytes: kernel.privateMegabytes * 2 ** 20 }),
    fileBytes: Math.max(memoryBytes, places * artifactsLimit, ...disks.map(({ bytes }) => bytes)),
  };
}

/** What a guest is promised, in bytes: its memory, and a disk that is as large where it has one to work on. */
export function roomBytes({
  memoryMegabytes,
  hasWorkDisk = false,
}: Pick<LimitedGuest['settings'], 'memoryMegabytes' | 'hasWorkDisk'>): number {
  return memoryMegabytes * (hasWorkDisk ? 2 : 1) * 2 ** 20;
}

/** What a guest's memory takes on the host at most, in bytes, and its kernel's other files. */
export function memoryFolderBytes(settings: LimitedGuest['settings']): number {
  const hasOwnWords = /(?:^|\s)mem=/.test(settings.kernelArguments);
  return hasOwnWords ? Number.POSITIVE_INFINITY : roomBytes(settings) + spareMegabytes * 2 ** 20;
}

/** For the kernel's own. */
const few = 1024;
const spareMegabytes = 64;

/** The words of the supervisor's command line for them. */
export function limitWords({ processes, descriptors, dataBytes, fileBytes }: HostLimits): string[] {
  return Object.entries({ processes, descriptors, 'data-bytes': dataBytes, 'file-bytes': fileBytes }).flatMap(
    ([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]),
  );
}
