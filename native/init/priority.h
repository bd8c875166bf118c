/* When this process runs: before all others, unless it lets them. */
#ifndef INIT_PRIORITY_H
#define INIT_PRIORITY_H

#include "../lib/types.h"

/*
 * From here on this process comes before all others, whatever their priority, but not its children: what a test has
 * written is with the host before the test goes on, and whatever it does then to the kernel.
 */
void come_first(void);

/*
 * After a test: lets the kernel's own threads do what they have been asked to do, so that it happens to the test that has
 * asked. Then this process comes first again, whatever a test has made of that.
 */
void let_kernel_work(void);

/* Before the first test: how much of the processor can be promised to a process that has deadlines. */
void learn_deadlines(void);

/*
 * Between two tests that are root's: whether as much can be promised as at first. The kernel takes a promise back a moment
 * after the process that it was made to has ended: waits for that.
 */
MUST_USE int are_deadlines_free(void);

#endif
