/* Memory that is in use although no test runs. */
#ifndef INIT_MEMORY_USE_H
#define INIT_MEMORY_USE_H

#include "../lib/types.h"

/* Where /proc is in sight. */
void open_memory_use(void);

/* Before the first test. */
void learn_memory_use(void);

/*
 * Whether what tests left, in files above all and in the kernel's own memory, takes more than a quarter of all. What is
 * about to be freed is waited for: the kernel frees a namespace's message queues beside its other work.
 */
MUST_USE int is_memory_filled(void);

/* The number that follows a name in a text of /proc/meminfo: kilobytes. 0 without it. Pure. */
MUST_USE u64 memory_of(const char *text, const char *name);

#endif
