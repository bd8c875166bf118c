/* The guest's network: at first a loopback interface. */
#ifndef INIT_NETWORK_H
#define INIT_NETWORK_H

#include "../lib/types.h"

/* In the network namespace of this process. */
void raise_loopback(void);

/* Before the first test: links, addresses and their labels, routes, next hops, rules and queues. */
void learn_network(void);

/* Whether any is different now; counters and what lasts only for a time do not matter. */
MUST_USE int is_network_changed(void);

/*
 * Copies a message of rtnetlink without its sequence number, and without attributes that change by themselves, if it fits.
 * Returns how many bytes it is now; 0 when it did not fit, or is malformed. Pure.
 */
MUST_USE size_t copy_steady(char *to, size_t room, const void *message, size_t length);

#endif
