/* System calls that are taken from the kernel's process. */
#ifndef SUPERVISOR_SECCOMP_H
#define SUPERVISOR_SECCOMP_H

/*
 * Those that change owners, modes, times and extended attributes of files only seem to work, and those that make
 * symbolic links fail. Gives up when the host does not apply it.
 */
void protect_files(void);

/* The one that makes the descriptor of the kernel's console non-blocking, where the host permits it. */
void keep_consoles_blocking(void);

#endif
