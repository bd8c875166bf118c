import { dirname } from 'node:path';

/** Paths of the host that a guest's kernel may use; everything else is closed to it where the host has Landlock. */
export interface Confinement {
  read: string[];
  write: string[];
}

/**
 * @param kernel path of the executable
 * @param folder the guest's own, which hostfs shows
 * @param memoryFolder for the file that is the guest's memory, and the kernel's sockets
 * @param shared folders that the guest sees through links in its own
 */
export function confinement(kernel: string, folder: string, memoryFolder: string, shared: string[]): Confinement {
  return {
    // The kernel is a program of the host: its loader and C library, and what it asks of the host's kernel.
    read: [
      dirname(kernel),
      '/lib',
      '/lib64',
      '/usr/lib',
      '/usr/lib64',
      '/etc/ld.so.cache',
      // Of /proc only what it asks at its start: the list of this machine's processes is not the guest's business.
      '/proc/cpuinfo',
      '/proc/self',
      '/dev/urandom',
      folder,
      ...shared,
    ],
    // In its own folder there are only its init and its boot plan.
    // A pseudo-terminal of its own tells the kernel whether this machine signals input on them.
    write: [`${folder}/boot`, memoryFolder, '/dev/null', '/dev/ptmx', '/dev/pts'],
  };
}

/** The words of the keeper's command line for it. */
export function keeperArguments({ read, write }: Confinement): string[] {
  return [...read.flatMap((path) => ['--read', path]), ...write.flatMap((path) => ['--write', path])];
}
