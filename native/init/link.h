/* The interface by which a guest reaches out: vec0, of the kernel's vector driver. */
#ifndef INIT_LINK_H
#define INIT_LINK_H

#include "../lib/types.h"

/*
 * Gives it its addresses and routes, and brings it up. Words: address, bits of its network, gateway, and the same for
 * IPv6; addresses are hexadecimal digits, and empty for none. A kernel without IPv6 does without. Leaves with a problem
 * when the kernel has no such interface, or when that does not come up.
 */
void set_up_link(char **words);

/*
 * Whether tests of a user have a network of their own. Root has not: it may need what
 * only the guest's first has, some settings and links that a module makes. Nor has anybody where there is a way out.
 */
MUST_USE int has_own_network(u64 user);

#endif
