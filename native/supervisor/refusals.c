#include "refusals.h"

#include <sys/ioctl.h>

#include "../lib/io.h"
#include "../lib/syscall.h"
#include "../lib/text.h"

/* Above all numbers of calls there are. */
enum { CALLS = 1024 };

static unsigned char refused[CALLS];

void refuse(int listener, const struct seccomp_notif *call)
{
	struct seccomp_notif_resp answer = {.id = call->id, .error = -EPERM};
	try_sys(ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	if (call->data.nr >= 0 && call->data.nr < CALLS)
		refused[call->data.nr] = 1;
}

void tell_refusals(int fd)
{
	for (u64 call = 0; call < CALLS; call++) {
		if (!refused[call])
			continue;
		TEXT(line, 128);
		text_add(&line, "\numl-run supervisor: refused call ");
		text_add_number(&line, call);
		text_add(&line, " of the host");
		text_end_line(&line);
		may_fail(write_all(fd, line.bytes, line.length));
	}
}
