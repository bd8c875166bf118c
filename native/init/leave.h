/* How a guest ends by itself. */
#ifndef INIT_LEAVE_H
#define INIT_LEAVE_H

#include "../lib/types.h"

/* Says why, in a word or two, and halts when the host has everything. */
void leave(const char *why) __attribute__((noreturn));

/*
 * A test has changed what those after it would find, in a word or a few: they get a fresh guest. CANNOT_TELL (settings.h)
 * if that is not known.
 */
void leave_changed(const char *what) __attribute__((noreturn));

/*
 * The root cannot be laid out: says what cannot be done, with which path, and why (a negative errno), and leaves.
 * In a guest that a test has run in, it is that test's doing, and the next one gets a fresh guest.
 */
void leave_with_problem(const char *what, const char *path, reg error) __attribute__((noreturn));

/* From here on, a test has run. */
void blame_tests(void);

#endif
