/*
 * Kernels before 5.18 read 64 packets of their TAP device when some arrive, and what is left only when more do: a guest would
 * wait for what it has. So one more arrives when some are left: a broadcast that no program of the guest listens to.
 */
#ifndef SUPERVISOR_NUDGE_H
#define SUPERVISOR_NUDGE_H

#include <poll.h>

struct nudge {
	/* -1 for a guest that needs none. */
	int tap, socket;
	/* Some had arrived: the guest has a moment to read them. */
	int is_pausing;
	/* How many have been sent since all had been read. */
	unsigned count;
};

/* `tap`: the device, open; -1 for none. What the host refuses, the guest does without. */
void nudge_begin(struct nudge *nudge, int tap, const char *device);

/* What to wait for, and how many milliseconds at most (-1: for ever). */
struct pollfd nudge_event(const struct nudge *nudge);
int nudge_pause(const struct nudge *nudge);

/* After the wait. `has_come`: whether that came; `is_over`: whether nothing came in the time. */
void nudge_go_on(struct nudge *nudge, int has_come, int is_over);

#endif
