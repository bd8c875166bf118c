/** A file of the host that a program needs in the guest. */
export interface HostFile {
  /** Absolute path where the program looks for it. In the guest it is found at the same path. */
  path: string;
  /** Absolute path of the regular file whose content it is (symbolic links resolved). */
  source: string;
}

/** A file the user wants to run. What it is and needs was read from the file; it was never run on the host. */
export interface Program {
  /** Absolute path on the host, as the user named it (symbolic links kept). */
  path: string;
  format: 'elf-static' | 'elf-dynamic' | 'script' | 'unknown';
  /** It is a program of the rootfs, which has it at `path`; nothing of the host is needed. */
  inRootfs?: true;
  /** Interpreter: PT_INTERP of an ELF file, or the first word after a script's `#!`. */
  interpreter?: string;
  /** The dynamic loader and the closure of shared libraries, plus `/etc/ld.so.cache` where a library is found by it. */
  libraries: HostFile[];
  /** Libraries that lie beside the program ($ORIGIN): placed beside the program in the guest too. */
  siblings: HostFile[];
  /** What it has in its environment to find its libraries, whatever the test's own environment says. */
  environment?: Record<string, string>;
  /** Absolute paths of folders that the loader goes through and out of again: `/a/b` for the library `/a/b/../c.so`. */
  folders?: string[];
  /**
   * Which libraries were not found, and what to do, in words for the user. They may be there when the program runs; where
   * they are not, the loader ends it with 127.
   */
  missing?: string;
  /** Why it cannot start in a guest, in words for the user: wrong machine, no loader, not executable, … */
  problem?: string;
}

/** One program with its arguments, environment and limits. */
export interface Test {
  /** Unique in the run, readable: the shortest tail of the program's path that no other test has, e.g. `a/exit0`. */
  name: string;
  program: Program;
  arguments: string[];
  /** Added to the guest's own small environment. */
  environment: Record<string, string>;
  /** Seconds of the host's clock, above 0. */
  timeoutSeconds: number;
}

/** Part `index` of `count`, from 1. */
export interface Shard {
  index: number;
  count: number;
}
