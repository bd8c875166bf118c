/*
 * A test's three streams. Its output goes into pipes, and what is in them goes to the host before the test goes on: this
 * process comes before all others (protect.h). Or, when that is asked for, its output goes straight to consoles in raw
 * mode, or all three streams are one terminal. Its input is empty, or comes from a console through a pipe (input.h).
 */
#ifndef INIT_STREAMS_H
#define INIT_STREAMS_H

#include "plan.h"

/* Pipes, the reading end first, as pipe(2) has it; or consoles, with -1 for that. What a test has of each is its own. */
struct streams {
	int input, output[2], error[2];
};

void open_consoles(void);

/* Waits until the host has everything that was written there. */
void drain_consoles(void);

/* Returns 0, or a negative errno: then there is nothing to close. */
MUST_USE reg open_streams(const struct test *test, struct streams *streams);

/* Only the test reads from it, so the sender notices when the test no longer does. */
void close_reading_end(struct streams *streams);

/* In the test's process: its descriptors 0 to 2. */
void attach_streams(const struct test *test, const struct streams *streams);

/*
 * Hands on what the test writes until its process has ended, or a signal, a question or an order comes, however
 * much it writes. -1 for a kernel without such descriptors.
 */
void relay_output(const struct streams *streams, int process);

/* When no process of the test is left: hands on the rest, and says where it ends: the token on both of its streams. */
void close_streams(const struct test *test, struct streams *streams);

#endif
