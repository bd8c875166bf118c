/**
 * What programs and kernels are for: User Mode Linux runs on x86-64 alone, and can be built for programs of 32 bits.
 */
export type Architecture = 'x86_64' | 'i386';

/** A ready-to-run User Mode Linux executable. */
export interface Kernel {
  /** What the user asked for, e.g. `distro:6.1`. */
  spec: string;
  /** What reports call it; unique in the run. The release, and the spec behind it where two kernels share a release. */
  name: string;
  /** `uname -r`, from the executable's `--version`; checked against the guest's own at boot. */
  version: string;
  /** Where it comes from, for people: `Debian package user-mode-linux 6.1um4+b13 (bookworm)`. */
  source: string;
  /** Absolute path of the executable. */
  path: string;
  /** Digest of the executable, lower-case hexadecimal. */
  sha256: string;
  /** Folder that holds `<version>/modules.dep`, where the kernel came with modules. */
  modules?: string;
  /** Of one that has no more modules there than every boot loads: all of them. */
  laterModules?: LaterModules;
  /**
   * The most memory that it maps for itself alone, where that is known; no guest's memory is among it. One with KASAN maps
   * 16 TB.
   */
  privateMegabytes?: number;
  /** Why it cannot be had, for the user. Its version, path and digest are empty then. */
  problem?: string;
  /** Arguments for its command line that its mode requires: `time-travel`. */
  arguments?: string[];
}

/** Modules that come to this machine when something in a guest looks for one. */
export interface LaterModules {
  /** Absolute path of the folder that will hold `<version>/modules.dep`. */
  folder: string;
  /** One that it will be in, and is there. */
  above: string;
  areThere(): boolean;
  /**
   * Provides them; once, however often it is called.
   * @throws UmlRunError of the kind `machine` when they cannot be had; the signal's reason
   */
  provide(): Promise<void>;
}

/** Folders at the top of the root that every guest has of its own, whatever the rootfs has there. */
export const guestFolders = ['dev', 'proc', 'sys', 'tmp', 'run', 'root', 'work', 'programs', 'artifacts'] as const;

/**
 * Where a program is in the guest: programs keep their host paths below this, so that what lies beside them is found.
 */
export const programsFolder = '/programs';

/** A folder of the host that guests see at its own path. */
export interface ShownFolder {
  /** Absolute, without links. */
  path: string;
  /** Where it is in the rootfs, whose folders may be links. */
  place: string;
  /** What guests do not see of it: paths from its top. */
  hidden: string[];
  /** Tests start somewhere in it, and can write to it: that stays in the guest's memory. The others are read-only. */
  isProject: boolean;
}

/** A static busybox that comes from elsewhere than apt. */
export interface OfferedBusybox {
  version: string;
  /** Of what it comes in. */
  sha256: string;
  /** For people: `the store "…"`. */
  from: string;
  /**
   * The file `busybox`, and others about it, by name.
   * @throws UmlRunError `download-failed`, `download-untrusted`, `not-in-cache`; the signal's reason
   */
  fetch(): Promise<ReadonlyMap<string, Buffer>>;
}

/** The guest's root file system, ready on the host. Guests never write to it. */
export interface Rootfs {
  spec: string;
  /** Absolute path of the folder that is the tree. */
  path: string;
  /** Where it comes from, for people, where that is a store: `busybox 1:1.35.0-4 from the store "…"`. */
  source?: string;
  /** Absolute paths within it that no guest sees. */
  hidden?: string[];
  /** Folders of the host that guests see in it, each before those in it. */
  shown?: ShownFolder[];
  /**
   * What a container image has for programs that run in it: variables, working folder, and user (`name`, `1000:1000`).
   * With a project, the working folder is one of the project's.
   */
  environment?: Record<string, string>;
  workingFolder?: string;
  user?: string;
}
