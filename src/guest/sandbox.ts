import { dirname } from 'node:path';
import type { User } from './unprivileged.ts';

/** Paths of the host that a guest's kernel may use; everything else is closed to it where the host has Landlock. */
export interface Sandbox {
  read: string[];
  write: string[];
  /** Folders that files may be removed from. */
  unlinkIn: string[];
}

/** What a sandbox is made for; absolute paths. */
export interface SandboxedGuest {
  /** The executable. */
  kernel: string;
  /** The guest's own folder, which hostfs shows. */
  folder: string;
  /** For the file that is the guest's memory, and the kernel's sockets. */
  memory: string;
  /** Folders that the guest sees through links in its own. */
  shared: string[];
  /** Folder that the guest writes to. */
  artifacts: string | undefined;
}

export function sandboxOf({ kernel, folder, memory, shared, artifacts }: SandboxedGuest): Sandbox {
  return {
    // The kernel is a program of the host: its loader and C library, and what it asks of the host's kernel.
    read: [
      dirname(kernel),
      '/lib',
      '/lib32',
      '/lib64',
      '/usr/lib',
      '/usr/lib32',
      '/usr/lib64',
      '/etc/ld.so.cache',
      // Of /proc only what it asks at its start: the list of this machine's processes is not the guest's business.
      '/proc/cpuinfo',
      '/proc/self',
      '/dev/urandom',
      folder,
      ...shared,
    ],
    // A pseudo-terminal of its own tells the kernel whether this machine signals input on them.
    write: [memory, ...(artifacts ? [artifacts] : []), '/dev/null', '/dev/ptmx', '/dev/pts'],
    // The boot plan is removed when init has read it. Init itself must stay as it is: its code is read while it runs.
    unlinkIn: [`${folder}/boot`],
  };
}

/** What the supervisor has to know of a guest; without paths the kernel may use all files that its user may. */
export interface Supervision extends Partial<Sandbox> {
  /** Whom the kernel runs as; the user of this process without it. */
  owner?: User;
  /** Path of the socket through which init is asked what its test does. */
  managementConsole: string;
}

/** The words of the supervisor's command line for it. */
export function supervisorArguments({
  read = [],
  write = [],
  unlinkIn = [],
  owner,
  managementConsole,
}: Supervision): string[] {
  return [
    ...read.flatMap((path) => ['--read', path]),
    ...write.flatMap((path) => ['--write', path]),
    ...unlinkIn.flatMap((path) => ['--unlink-in', path]),
    ...(owner ? ['--user', String(owner.user), '--group', String(owner.group)] : []),
    '--console',
    managementConsole,
  ];
}
