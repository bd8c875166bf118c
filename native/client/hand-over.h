/* For what this program cannot do itself: `node dist/cli.js exec --warm`, in its place. */
#ifndef CLIENT_HAND_OVER_H
#define CLIENT_HAND_OVER_H

#include "caller.h"

/*
 * Becomes uml-run, which starts a server, or registers this call with the one there is, and then hands over to this
 * program again. Where it has come from there already, uml-run runs the program without a server and tells why: `reason`.
 */
void hand_over(const struct caller *caller, const char *reason) __attribute__((noreturn));

#endif
