/* System calls of the kernel's process that only seem to work. */
#ifndef SUPERVISOR_SECCOMP_H
#define SUPERVISOR_SECCOMP_H

/* Those that change owners, modes, times and extended attributes of files. Gives up when the host does not apply it. */
void keep_attributes(void);

/* The one that makes the descriptor of the kernel's console non-blocking, where the host permits it. */
void keep_log_blocking(void);

#endif
