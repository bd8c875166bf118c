/* What the host sends on a console for a test that has a standard input or a terminal, passed on between other work. */
#ifndef INIT_INPUT_H
#define INIT_INPUT_H

#include <poll.h>

#include "plan.h"

#define INPUT_CONSOLE "/dev/tty4"

/*
 * The host first sends the text that it has made up for the test, for what an earlier one has not read may come before it;
 * then pieces, each with its length before it, in four bytes. It waits after each of them until init says that it took it.
 *
 * open_input: a piece goes into a pipe, and is taken when all of it is in there; one of no length is the end, since a
 * console in raw mode has none. Returns the pipe's reading end, or a negative errno.
 */
MUST_USE int open_input(const struct test *test);

/*
 * open_terminal_input: a piece of four bytes is the terminal's new size, rows and columns; one of no length is taken when the
 * terminal has room for MAX_TYPED bytes more.
 */
void open_terminal_input(const struct test *test, int terminal);

/* What to wait for, and how many milliseconds at most (-1: for ever) if so many were to be waited otherwise. */
struct pollfd input_event(void);
int input_pause(int milliseconds);

/* Passes on what can be passed on at once. It never waits. */
void pass_input(void);

/* When the test has ended: what it did not read is thrown away. */
void close_input(void);

#endif
