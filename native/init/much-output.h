/*
 * A stream's way to the host: its console at first, and when the test has written much, pages that the host reads
 * (shared-pages.h). Then a process of init's own reads the test's pipe and does nothing else: it needs one system call
 * for each piece, as any reader does, and in a guest that is what time goes into.
 */
#ifndef INIT_MUCH_OUTPUT_H
#define INIT_MUCH_OUTPUT_H

#include "shared-pages.h"

/* A test's streams begin. */
void begin_output(const char *token);

/* Passes on what is in a stream's pipe, up to all that it holds at once, to its console or through pages. */
void pass_output(enum stream stream, int from, int console);

/* Whether a process of its own reads the stream's pipe. */
MUST_USE int has_reader(enum stream stream);

/* Ends these processes; what the pipes still get is passed on by `pass_output`. */
void end_readers(void);

#endif
