/*
 * Whether the kernel has started a program for a test: a handler of core dumps, say. Such a program is root and runs beside
 * this process, out of the test's namespaces. It has hardly any rights, but can hand the test a descriptor of this process,
 * or lower the limits of the kernel's own threads, and a test can put back whatever setting has started it. Modprobe does
 * not count, which is this program.
 */
#ifndef INIT_KERNEL_PROGRAMS_H
#define INIT_KERNEL_PROGRAMS_H

#include <poll.h>

/* Before the first test: from here on, starts from the mounts of a table are noticed, as /proc/self/mountinfo has it. A kernel may be unable to. */
void notice_kernel_programs(const char *mount_table);

/* The same for what is mounted later, at a path. */
void notice_kernel_programs_at(const char *path);

/* What to wait for while a test runs: it is to be noted at once, before the program itself can do anything. */
struct pollfd kernel_program_event(void);

/* Notes what has happened. Returns whether the kernel has ever started a program. */
int has_kernel_program_run(void);

#endif
