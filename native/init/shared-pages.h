/*
 * Pages of this process that the host reads: a guest's memory is a file of the host's, so what is written there needs no
 * system call of the host. src/guest/shared-pages.ts is the other side.
 */
#ifndef INIT_SHARED_PAGES_H
#define INIT_SHARED_PAGES_H

#include "../lib/types.h"

/* Each has pages of its own, a ring. */
enum stream { STANDARD_OUTPUT, STANDARD_ERROR, STREAMS };

/* Where /proc is in sight. */
void open_page_map(void);

/*
 * Tells the host where they are in the guest's memory, once in its life. Each begins with the token of the test that
 * runs, by which the host knows them. Does nothing on a kernel that cannot say where they are.
 */
void offer_pages(const char *token);

/* Whether the host has found them, and reads them: it says so in the pages themselves. */
MUST_USE int is_host_reading(void);

/* From here on, what the test writes to a stream comes this way; so many bytes of it were written to the stream's console. */
void begin_sharing(enum stream stream, u64 on_console);

/*
 * Reads a piece from a pipe into a stream's pages, when there is room for it: until then, no other program runs. Returns
 * what read(2) does.
 */
MUST_USE reg share_piece(enum stream stream, int from);

/* Waits until the host has all that the test has written. */
void end_sharing(void);

#endif
