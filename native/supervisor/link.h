/* The guest's end of its network: a socket whose other end a helper has, or a TAP device (tap.h). */
#ifndef SUPERVISOR_LINK_H
#define SUPERVISOR_LINK_H

#include "filter.h"

/* The descriptor that src/network/link.ts names to the kernel. */
enum { LINK = 11 };

/*
 * Connects a socket of packets (SOCK_SEQPACKET) to a path, as LINK. Waits, at most ten seconds, until somebody listens
 * there, and gives up when nobody does, or when something comes from the lifeline.
 */
void connect_link(const char *path, int lifeline);

/*
 * The kernel closes the descriptor when its interface goes down, and could not have it again when that goes up; so it only
 * seems to.
 */
void keep_link_open(struct filter *filter);

#endif
