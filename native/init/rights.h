/* Which of root's rights (capabilities) tests do without. */
#ifndef INIT_RIGHTS_H
#define INIT_RIGHTS_H

#include "../lib/types.h"

/* Before the first test; by its number in linux/capability.h. */
void note_dropped_right(u64 capability);

/*
 * Those of a program that the kernel starts, a bit for each: to load modules and to read them, whoever owns them on the
 * host. None where tests may not load modules.
 */
MUST_USE u64 rights_of_helpers(void);

/* In the process that becomes a test. What it executes has the rights no more. Returns 0 or a negative errno. */
MUST_USE reg drop_rights(void);

#endif
