/* Which calls of the host a guest was refused. */
#ifndef SUPERVISOR_REFUSALS_H
#define SUPERVISOR_REFUSALS_H

#include <linux/seccomp.h>

/* Refuses a call that waits at the listener, and keeps its number. */
void refuse(int listener, const struct seccomp_notif *call);

/* Says on a descriptor which were refused, a line each. */
void tell_refusals(int fd);

#endif
