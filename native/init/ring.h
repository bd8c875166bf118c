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

/*
 * Takes over files that are open. Returns 0, or a negative errno where the kernel does not have io_uring, or no longer;
 * the files are closed in either case.
 */
MUST_USE reg open_ring(const int *files, unsigned count);

/* Does them all. Returns 0 or a negative errno. */
MUST_USE reg read_through_ring(struct ring_read *reads, unsigned count);

#endif
