/* Keys belong to a user, and outlive his processes. */
#ifndef INIT_KEYS_H
#define INIT_KEYS_H

#include "../lib/types.h"

/* Where /proc is in sight. */
void open_keys(void);

/*
 * In the test's process, as its user: what earlier tests have left in his keyrings goes, and a session keyring of its own is
 * there. Returns 0, also where the kernel has no keys; or a negative errno when theirs cannot be emptied.
 */
MUST_USE reg renew_keyrings(u64 user);

/*
 * Whether a text of /proc/keys has a user's keyring (`kind`: "_uid." or "_uid_ses.") as the kernel makes it: for ever, with
 * the usual permissions, and with as much in it as `content` says ("empty", or a number of keys). Pure.
 */
MUST_USE int is_keyring_fresh(const char *text, const char *kind, u64 user, const char *content);

/* Before the first test, and after one: whether users have keys now who are not the tests'. */
void learn_keys(u64 user);
MUST_USE int are_keys_left(u64 user);

/* How many keys a user has, or all others together, by a text of /proc/key-users. Pure. */
MUST_USE u64 keys_of(const char *text, u64 user);
MUST_USE u64 keys_of_others(const char *text, u64 user);

#endif
