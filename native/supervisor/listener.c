#include "listener.h"

#include <fcntl.h>
#include <sys/ioctl.h>

#include "../lib/syscall.h"
#include "offer.h"
#include "refusals.h"

reg listen_for_calls(const struct filter *filter, unsigned flags)
{
	reg listener = filter_apply_and_listen(filter, flags);
	if (listener < 0)
		return listener;
	/* The listener itself goes with the kernel's start; this one stays, for the supervisor has it, too. */
	reg kept = sys(dup3, listener, TOLD_CALLS, O_CLOEXEC);
	return kept < 0 ? kept : 0;
}

void answer_call(int listener, int tap)
{
	struct seccomp_notif call = {0};
	/* A signal has interrupted it; its caller makes it again. */
	if (sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0)
		return;
	if (tap >= 0 && is_opening(&call))
		answer_opening(listener, &call, tap);
	else
		refuse(listener, &call);
}
