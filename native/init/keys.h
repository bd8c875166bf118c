/* Keys belong to a user, and outlive his processes. */
#ifndef INIT_KEYS_H
#define INIT_KEYS_H

#include "../lib/types.h"

/*
 * In the test's process, as its user: what earlier tests have left in his keyrings goes, and a session keyring of its own is
 * there. Returns 0, also where the kernel has no keys; or a negative errno when theirs cannot be emptied.
 */
MUST_USE reg renew_keyrings(void);

#endif
