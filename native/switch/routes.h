/* Which ports a frame goes to. Pure. */
#ifndef SWITCH_ROUTES_H
#define SWITCH_ROUTES_H

#include "frame.h"

enum { LEARNED = 1024 };

/* What of a port decides where frames go. */
struct membership {
	/* The one address that its frames may come from, and that no other port's may; 0 where addresses are learned. */
	u64 address;
	/* Members that are isolated do not reach each other. */
	int is_isolated;
};

struct routes {
	size_t count;
	struct membership members[MAX_PORTS];
	/* Addresses behind ports that have none of their own. A newer one takes the place of an older one. */
	struct { u64 address; size_t port; } learned[LEARNED];
};

/*
 * The ports that a frame of a port goes to, as a set of bits; learns its source. None for a frame that is too short, that
 * claims another's address, or whose receiver is where it comes from.
 */
u64 route(struct routes *routes, size_t from, const char *frame, size_t length);

#endif
