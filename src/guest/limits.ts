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
  /** The tests that it begins with; whether there may be more, and how many of all may leave something behind. */
  tests: readonly unknown[];
  waits?: boolean;
  artifactPlaces?: number;
  disks?: readonly { bytes: number }[];
}

/**
 * More than what fits into a guest's memory, so no test meets them. A kernel that is told its memory by its own words
 * has none.
 */
export function limitsOf({ settings, kernel, disks = [], ...guest }: LimitedGuest, user?: KernelUser): HostLimits {
  const { memoryMegabytes, artifactsLimit = 0 } = settings;
  const memoryBytes = memoryFolderBytes(settings);
  if (!Number.isFinite(memoryBytes)) return {};
  return {
    // A process of the guest takes at least 16 kB of its memory, an open file 0.5 kB.
    ...(user === 'own' && { processes: few + 64 * memoryMegabytes }),
    descriptors: few + 2048 * memoryMegabytes,
    ...(kernel.privateMegabytes !== undefined && { dataBytes: kernel.privateMegabytes * 2 ** 20 }),
    fileBytes: Math.max(memoryBytes, mostTests(guest) * artifactsLimit, ...disks.map(({ bytes }) => bytes)),
  };
}

/** For how many tests a guest has room for what they leave behind. */
export function mostTests({ tests, waits = false, artifactPlaces = many }: MostTests): number {
  return waits ? Math.max(tests.length, artifactPlaces) : tests.length;
}

type MostTests = Pick<LimitedGuest, 'tests' | 'waits' | 'artifactPlaces'>;

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

const many = 1000;

/** For the kernel's own. */
const few = 1024;
const spareMegabytes = 64;

/** The words of the supervisor's command line for them. */
export function limitWords({ processes, descriptors, dataBytes, fileBytes }: HostLimits): string[] {
  return Object.entries({ processes, descriptors, 'data-bytes': dataBytes, 'file-bytes': fileBytes }).flatMap(
    ([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]),
  );
}
