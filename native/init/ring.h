/* Many reads in one system call (io_uring): each call of a guest costs its host several, so hundreds of them are out of the question. */
#ifndef INIT_RING_H
#define INIT_RING_H

#include "../lib/types.h"

/* A read from a file of the ring, by its number. */
struct ring_read {
	unsigned file, offset, room;
	/* How much it was, or a negative errno. */
	int result;
	char *to;
};

/* A message that is sent to a socket, or the next one that has come by then. */
struct ring_message {
	int is_sent;
	unsigned room;
	/* How long it was, or a negative errno. */
	int result;
	void *bytes;
};

/* Returns 0, or a negative errno where the kernel does not have io_uring, or what it has would hang. */
MUST_USE reg open_ring(void);

/*
 * Opens files. `paths`: as many, one after the other, each with its NUL. `files`: the flags of each, as open(2) takes them,
 * and then its descriptor or a negative errno. Returns 0, or a negative errno when nothing is known of them.
 */
MUST_USE reg open_through_ring(const char *paths, int *files, unsigned count);

/*
 * Takes over files that are open, opened one after the other and after the ring: from here on they are in the ring alone.
 * Returns 0 or a negative errno.
 */
MUST_USE reg keep_in_ring(const int *files, unsigned count);

/* Does them all. Returns 0 or a negative errno. */
MUST_USE reg read_through_ring(struct ring_read *reads, unsigned count);

/* Sends and receives, in this order and without waiting. At most as many as one call does. Returns 0 or a negative errno. */
MUST_USE reg exchange_through_ring(int socket, struct ring_message *messages, unsigned count);

/*
 * Whether a kernel of User Mode Linux starts the workers of io_uring as programs, which then fault for ever: from 5.12 to
 * 5.18, and 5.10 since io_uring's from 5.15 was put into it (5.10.162). Those that uml-run builds do not. `version`: as
 * in /proc/version. Pure.
 */
int has_broken_workers(const char *version);

#endif
