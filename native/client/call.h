/* One program, run by a server. */
#ifndef CLIENT_CALL_H
#define CLIENT_CALL_H

#include "caller.h"
#include "request.h"

/*
 * Sends the request, and passes on streams and signals until the program has ended. Before it has started, what goes wrong
 * with the server hands over.
 * milliseconds: in which the server answers
 */
void make_call(int server, const struct request *request, const struct caller *caller, int milliseconds)
	__attribute__((noreturn));

#endif
