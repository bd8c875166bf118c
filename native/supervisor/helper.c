#include "helper.h"

#include <sys/socket.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"
#include "filter.h"

static struct filter filter;

void allow_helper_calls(const struct options *options)
{
	filter_begin(&filter, REFUSED);
	size_t inner, start = filter_if(&filter, __NR_socket);
	filter_load(&filter, 0);
	inner = filter_if(&filter, AF_UNIX);
	filter_load(&filter, 1);
	filter_mask(&filter, 0xf);
	if (options->role == HELPER_WITH_API)
		filter_call(&filter, SOCK_STREAM, ALLOWED);
	FILTER_NEED(&filter, SOCK_SEQPACKET);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, inner);
	FILTER_NEED(&filter, AF_INET, AF_INET6);
	filter_answer(&filter, ALLOWED);
	filter_end(&filter, start);
	/* A ring makes sockets, too, and no filter sees them. */
	filter_call(&filter, 425 /* io_uring_setup */, REFUSED);
	filter_call(&filter, __NR_ptrace, REFUSED);
	filter_answer(&filter, ALLOWED);
	reg error = filter_apply(&filter);
	/* A host without it: as without Landlock. */
	if (error < 0 && error != -ENOSYS && error != -EINVAL)
		give_up("allow", "the calls of the host that a helper needs", error);
}
