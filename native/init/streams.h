/*
 * A test's three streams. Its output goes to consoles in raw mode, so what it wrote is with the host at once; its input
 * is empty, or comes from a console through a pipe (relay.h). Or all three are one terminal.
 */
#ifndef INIT_STREAMS_H
#define INIT_STREAMS_H

#include "plan.h"

void open_streams(void);

/* Waits until the host has everything that was written there. */
void drain_streams(void);

/* Gives the streams to a test's user. Returns the descriptor of its standard input, for `close_input`. */
int prepare_streams(const struct test *test);
void close_input(int input);

/* In the test's process: its descriptors 0 to 2. */
void attach_streams(const struct test *test, int input);

/* Says where a test's bytes end: the token on both of its streams. */
void end_streams(const struct test *test);

#endif
