#include "notices.h"

#include <linux/inotify.h>

#include "../lib/syscall.h"

/* Opened with the first; -1 for a kernel without it. */
static int queue = -1;

int expect_notice(const char *path)
{
	const u64 what = IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVE | IN_DONT_FOLLOW;
	if (queue < 0)
		queue = (int)sys(inotify_init1, IN_NONBLOCK | IN_CLOEXEC);
	return sys(inotify_add_watch, queue, path, what) >= 0;
}

int is_anything_noticed(void)
{
	char notices[4096] __attribute__((aligned(8)));
	reg got, any = 0;
	while ((got = sys(read, queue, notices, sizeof notices)) > 0)
		any = 1;
	return any || got != -EAGAIN;
}
