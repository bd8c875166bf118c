/* Ways out of this program. Each leaves the terminal as it was. */
#ifndef CLIENT_FINISH_H
#define CLIENT_FINISH_H

/* What uml-run gives when it failed itself; when it was interrupted; when nobody reads what the program prints. */
enum { FAILED = 125, INTERRUPTED = 130, NO_READER = 141 };

void finish(int code) __attribute__((noreturn));

/* Says what was wrong, and what to do. */
void fail(const char *what) __attribute__((noreturn));

/* The same line, without an end. */
void say(const char *what);

#endif
