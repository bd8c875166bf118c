/* How a program of the host ends when it cannot do its work. */
#ifndef LIB_GIVE_UP_H
#define LIB_GIVE_UP_H

#include "types.h"

/* Begins what the program says. It is set at the start. */
extern const char *program_name;

/* Ends this process with a code. */
void stop(int code) __attribute__((noreturn));

/* Says on stderr what cannot be done and why (a negative errno). */
void complain(const char *what, const char *value, reg error);

/* The same, and ends with code 126. */
void give_up(const char *what, const char *value, reg error) __attribute__((noreturn));

/* Gives up when a system call has failed, else returns what it returned. */
reg must(reg result, const char *what, const char *value);

#endif
