/* The guest's end of its network: a socket, whose other end a helper has. */
#ifndef SUPERVISOR_LINK_H
#define SUPERVISOR_LINK_H

/*
 * Connects a socket of packets (SOCK_SEQPACKET) to a path, as the descriptor that src/network/link.ts names to the kernel.
 * Waits, at most ten seconds, until somebody listens there, and gives up when nobody does.
 */
void connect_link(const char *path);

#endif
