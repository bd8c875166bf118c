/* What the host sends on a console, in pieces that it waits for: the next is not sent before init has taken the one before. */
#ifndef INIT_ARRIVAL_H
#define INIT_ARRIVAL_H

#include "../lib/syscall.h"

enum {
	/*
	 * What the host sends at most before it waits, in bytes. A console holds 4 kB; when those were full once, the kernel
	 * does not listen to it any more.
	 */
	PIECE = 3072,
};

/* Bytes that have come and were not used. */
struct arrival {
	char bytes[PIECE];
	size_t length;
};

/* Reads once what has come, as far as there is room. Returns 0; or a negative errno, -EIO when nothing will come any more. */
MUST_USE reg arrive(struct arrival *arrival, int console);

/*
 * Whether a text of the host's own has come, after whatever was there before: then nothing is left, for the host sends
 * nothing after it that it was not asked for. A text has at most 64 bytes.
 */
MUST_USE int has_arrived(struct arrival *arrival, const char *text);

#endif
