/* What the threads of a test do, should the host ask: when its time is up, or whether it runs at all. */
#ifndef INIT_THREADS_H
#define INIT_THREADS_H

#include "namespaces.h"
#include "plan.h"

/* The host asks by ctrl-alt-del; from here on that is noted, and interrupts a system call that waits. */
void accept_questions(void);

/* Before a test: nothing was asked of it yet. */
void forget_questions(void);

/* Whether the host has asked, and `is_asked_for_threads` has not been called since. */
int is_question_open(void);

/* Whether the host has asked since the last call. */
int is_asked_for_threads(void);

/*
 * Sends a marker for each thread, and one without when it has told of all. To be called once the test has started: see
 * `run_in_mounts`.
 */
void report_threads(const struct test *test, const struct namespaces *namespaces);

#endif
