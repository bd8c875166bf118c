/*
 * Which calls of the host a guest was refused, for a boot that is repeated because it failed. The guest's process and this
 * one share their descriptors until the kernel is executed, so the first leaves the listener where the second takes it.
 */
#ifndef SUPERVISOR_REFUSALS_H
#define SUPERVISOR_REFUSALS_H

#include "filter.h"

/* The listener's descriptor. */
enum { REFUSALS = 90 };

/* In the guest's process: applies a filter, whose answer TOLD is given by the supervisor. Returns 0 or a negative errno. */
MUST_USE reg listen_for_refusals(const struct filter *filter);

/* In the supervisor: refuses a call that is waiting at the listener, and keeps its number. */
void refuse(int listener);

/* Says on a descriptor which were refused, a line each. */
void tell_refusals(int fd);

#endif
