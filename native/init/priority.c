#include "priority.h"

#include <linux/sched.h>
#include <linux/sched/types.h>

#include "../lib/syscall.h"

enum {
	HIGHEST = 99,
	/* Nanoseconds. */
	PERIOD = 1000000000,
	STEP = 10000000,
	/* Milliseconds. */
	MAX_WAIT = 1000,
};

/* What could be promised at first, in nanoseconds of each period; 0 for nothing. */
static u64 most;

static void set_policy(int policy, int priority)
{
	try_sys(sched_setscheduler, 0, policy | SCHED_RESET_ON_FORK, &priority);
}

void come_first(void)
{
	set_policy(SCHED_FIFO, HIGHEST);
}

void let_kernel_work(void)
{
	set_policy(SCHED_IDLE, 0);
	for (int times = 0; times < 3; times++)
		try_sys(sched_yield);
	come_first();
}

static int can_promise(u64 nanoseconds)
{
	const struct sched_attr deadline = {
		.size = sizeof deadline,
		.sched_policy = SCHED_DEADLINE,
		.sched_flags = SCHED_FLAG_RESET_ON_FORK,
		.sched_runtime = nanoseconds,
		.sched_deadline = PERIOD,
		.sched_period = PERIOD,
	};
	if (sys(sched_setattr, 0, &deadline, 0) < 0)
		return 0;
	/* It has used next to nothing of it, so it is free again at once. */
	come_first();
	return 1;
}

void learn_deadlines(void)
{
	for (most = PERIOD; most && !can_promise(most); most -= STEP)
		;
}

int are_deadlines_free(void)
{
	for (int waited = 0; most && !can_promise(most); waited++) {
		if (waited == MAX_WAIT)
			return 0;
		try_sys(poll, 0, 0, 1);
	}
	return 1;
}
