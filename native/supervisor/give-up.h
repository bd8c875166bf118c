#ifndef SUPERVISOR_GIVE_UP_H
#define SUPERVISOR_GIVE_UP_H

#include "../lib/types.h"

/* Ends this process with a code. */
void stop(int code) __attribute__((noreturn));

/*
 * Says on stderr, which goes to the guest's log, what cannot be done and why (a negative errno), and ends with code
 * 126.
 */
void give_up(const char *what, const char *value, reg error) __attribute__((noreturn));

/* Gives up when a system call has failed, else returns what it returned. */
reg must(reg result, const char *what, const char *value);

#endif
