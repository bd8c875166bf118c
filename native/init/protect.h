/* What keeps this process's memory, and the secrets in it, from tests. */
#ifndef INIT_PROTECT_H
#define INIT_PROTECT_H

#include "../lib/types.h"

/* Before anything else. */
void protect_memory(void);

/*
 * Programs that the kernel starts by itself, such as modprobe and the handler of core dumps, run beside this process,
 * and root can name any. They keep the rights to load modules and to read files, where tests have them, and no other:
 * none of them can read this process's memory. None is started for a device that comes or goes, as on every machine with
 * udev. Where /proc and /sys are in sight.
 */
void limit_helpers(void);

/*
 * Parts this process's user from that of the programs that the kernel starts, which are root: they may not set its limits.
 * It keeps its rights.
 */
void leave_root(void);

/* In a new process: it is root, as every other program. Returns 0 or a negative errno. */
MUST_USE reg become_root(void);

#endif
