/*
 * System calls of a guest's kernel that wait for the supervisor's answer (TOLD): those that are refused, for a boot that is
 * repeated because it failed (refusals.h), the opening of the driver of TAP devices (offer.h), and those that look for modules
 * (modules.h). The guest's process and this one share their descriptors until the kernel is executed, so the first leaves
 * the listener where the second takes it.
 */
#ifndef SUPERVISOR_LISTENER_H
#define SUPERVISOR_LISTENER_H

#include "filter.h"

/* The listener's descriptor. */
enum { TOLD_CALLS = 90 };

/*
 * In the guest's process: applies a filter, with flags of seccomp(2), whose answer TOLD is given by the supervisor. Returns 0
 * or a negative errno. A process can have one such filter.
 */
MUST_USE reg listen_for_calls(const struct filter *filter, unsigned flags);

/* In the supervisor: answers one of the first two kinds that is waiting at the listener. `tap`: the guest's device, or -1. */
void answer_call(int listener, int tap);

#endif
