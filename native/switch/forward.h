/* Frames from one port to the others. */
#ifndef SWITCH_FORWARD_H
#define SWITCH_FORWARD_H

#include "ports.h"
#include "routes.h"

struct network {
	size_t count;
	struct port ports[MAX_PORTS];
	struct routes routes;
	struct impairment impairment;
	/* Nanoseconds in which a sender waits for a port that is full, before frames are dropped. */
	u64 patience;
};

/* Receives what has come from a port, at most a batch, and passes it on. Returns 0 when nothing had come. */
int forward_from(struct network *network, size_t from);

/* Sends what is to arrive at a port by now, at most a batch. */
void send_due(struct port *port, u64 now);

/* Until when a port should not be received from, as others are full of what came from it; 0 when it may. */
u64 held_back_until(const struct network *network, size_t from, u64 now);

#endif
