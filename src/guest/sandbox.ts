import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isBelow } from '../fs/is-in.ts';
import { realPath } from '../fs/real-path.ts';
import { type KernelUser, userWords } from '../host/kernel-user.ts';
import { libraryFolders } from '../host/library-folders.ts';
import type { Mount } from '../host/mounts.ts';
import { umid } from './kernel-arguments.ts';
import { type HostLimits, limitWords } from './limits.ts';

/** Paths of the host that a guest's kernel may use; everything else is closed to it where the host has Landlock. */
export interface Sandbox {
  read: string[];
  /** What it may not read of that, but for names: absolute paths without links. */
  hide?: string[];
  /** Where it makes all but symbolic links and device nodes. */
  write: string[];
  /** Folders in which the folders may be written to, and what is there cannot be listed. */
  writeIn: string[];
  /** Folders that files may be removed from. */
  unlinkIn: string[];
}

/** What a sandbox is made for; absolute paths. */
export interface SandboxedGuest {
  /** The executable. */
  kernel: string;
  /** The guest's own folder, which hostfs shows. */
  folder: string;
  /** Folders that the guest sees through links in its own. */
  shared: string[];
  /** Folders in which are those that the guest writes to; what they are called it cannot find out. */
  writeIn: string[];
  /** Files that are its disks. */
  disks?: readonly { path: string }[];
}

/** Of some absolute paths, those that lie among the host's libraries, which kernels may read whatever guests see. */
export function amongLibraries(paths: readonly string[]): string[] {
  return paths.filter((path) => libraryFolders.some((folder) => isBelow(path, realPath(folder) ?? folder)));
}

export function sandboxOf({ kernel, folder, shared, writeIn, disks = [] }: SandboxedGuest): Sandbox {
  return {
    // The kernel is a program of the host: its loader and C library, and what it asks of the host's kernel.
    read: [
      kernel,
      // Where a kernel of the distribution may have a C library of its own.
      join(dirname(kernel), 'lib'),
      ...libraryFolders,
      '/etc/ld.so.cache',
      // Of /proc nothing else: the kernel's own entry has the guest's memory and init's secrets (`/proc/self/mem`).
      '/proc/cpuinfo',
      '/dev/urandom',
      join(folder, 'boot'),
      ...shared,
      // What is hidden is known by its real path.
    ].map((path) => realPath(path) ?? path),
    // No pseudo-terminals: the kernel asks for one at its start, and only notes that it has none.
    write: ['/dev/null', ...disks.map(({ path }) => path)],
    writeIn,
    // The boot plan is removed when init has read it. Init itself must stay as it is: its code is read while it runs.
    unlinkIn: [join(folder, 'boot')],
  };
}

/**
 * Where a proc file system is mounted in a rootfs, as paths in it: a folder that somebody also enters with chroot.
 * @param mounts of this process
 */
export function procMountsIn(rootfs: string, mounts: readonly Mount[]): string[] {
  const root = realpathSync(rootfs);
  const start = root === '/' ? root : `${root}/`;
  return mounts
    .filter(({ type, point }) => type === 'proc' && point.startsWith(start))
    .map(({ point }) => `/${point.slice(start.length)}`);
}

/** What the supervisor has to know of a guest; without paths the kernel may use all files that its user may. */
export interface Supervision extends Partial<Sandbox> {
  /** Whom the kernel runs as; the user of this process without it. */
  user?: KernelUser | undefined;
  limits?: HostLimits;
  /** Folder for the file that is the guest's memory, and for the kernel's sockets; absolute. */
  memory: string;
  /** For tests: this machine seems to have no later version of Landlock; 0 for none. */
  landlockAtMost?: number | undefined;
  /** Whether the supervisor says in the end which system calls it refused. */
  tellsRefusals?: boolean | undefined;
  /** Words of its network, if it has one. */
  link?: readonly string[] | undefined;
  /** Path, as hostfs names it, of a folder of modules that are not there before they are wanted. */
  laterModules?: string | undefined;
  /** Whether the kernel may run its processes by seccomp: it needs other calls then. */
  mayUseSeccomp?: boolean;
}

/** The words of the supervisor's command line for it. */
export function supervisorArguments({
  read = [],
  hide = [],
  write = [],
  writeIn = [],
  unlinkIn = [],
  user,
  limits = {},
  landlockAtMost,
  memory,
  tellsRefusals = false,
  link = [],
  laterModules,
  mayUseSeccomp = false,
}: Supervision): string[] {
  return [
    ...read.flatMap((path) => ['--read', path]),
    ...hide.flatMap((path) => ['--hide', path]),
    ...write.flatMap((path) => ['--write', path]),
    ...writeIn.flatMap((path) => ['--write-in', path]),
    ...unlinkIn.flatMap((path) => ['--unlink-in', path]),
    ...userWords(user),
    ...limitWords(limits),
    ...(landlockAtMost === undefined ? [] : ['--landlock-at-most', String(landlockAtMost)]),
    ...(tellsRefusals ? ['--refusals', 'tell'] : []),
    ...(mayUseSeccomp ? ['--userspace', 'seccomp'] : []),
    ...(laterModules === undefined ? [] : ['--modules', laterModules]),
    ...link,
    '--memory',
    memory,
    // The socket through which init is asked what its test does.
    '--console',
    join(umid, 'mconsole'),
  ];
}
