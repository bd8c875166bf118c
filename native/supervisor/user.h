/* Whom a guest runs as when root starts it. */
#ifndef SUPERVISOR_USER_H
#define SUPERVISOR_USER_H

#include "options.h"

/*
 * The user of a guest, by the number of its first process: no other process has that while any process of its group
 * lives. 0 for the user of this process.
 */
u64 user_of(const struct options *options, reg guest);

/*
 * From root to the options' user, to whom the folders go that the guest makes and removes files in. What it keeps is the
 * right to read: kernels and root file systems lie in folders that may be root's alone, and Landlock says which of them
 * it may read. Gives up when that is refused.
 */
void become_user(const struct options *options);

#endif
