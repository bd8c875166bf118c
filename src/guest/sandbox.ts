import { dirname } from 'node:path';
import type { User } from './unprivileged.ts';

/** Paths of the host that a guest's kernel may use; everything else is closed to it where the host has Landlock. */
export interface Confinement {
  read: string[];
  write: string[];
  /** Folders that files may be removed from. */
  unlinkIn: string[];
}

/**
 * @param kernel path of the executable
 * @param folder the guest's own, which hostfs shows
 * @param memoryFolder for the file that is the guest's memory, and the kernel's sockets
 * @param shared folders that the guest sees through links in its own
 * @param artifacts folder that the guest writes to
 */
export function confinement(
  kernel: string,
  folder: string,
  memoryFolder: string,
  shared: string[],
  artifacts?: string,
): Confinement {
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
    write: [memoryFolder, ...(artifacts ? [artifacts] : []), '/dev/null', '/dev/ptmx', '/dev/pts'],
    // The boot plan is removed when init has read it. Init itself must stay as it is: its code is read while it runs.
    unlinkIn: [`${folder}/boot`],
  };
}

/** What the supervisor is told of a guest; without paths the kernel may use all files that its user may. */
export interface Supervision extends Partial<Confinement> {
  /** Whom the kernel runs as; the user of this process without it. */
  owner?: User;
  /** Path of the socket by which init is asked what its test does. */
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
