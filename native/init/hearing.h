/*
 * Whether this process still hears the host. The kernel does not listen to a console that was full once (arrival.h), and a
 * test that is root can fill one.
 */
#ifndef INIT_HEARING_H
#define INIT_HEARING_H

#include "../lib/types.h"

/* While no test runs. Asks the host to send a text, which no test knows, on each console that it sends on. */
MUST_USE int can_hear(const char *text);

#endif
