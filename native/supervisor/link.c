#include "link.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"
#include "../lib/text.h"

/* Its helper is started beside it, and listens after some milliseconds. */
MUST_USE static reg connect_patiently(reg fd, const struct sockaddr_un *address)
{
	enum { ATTEMPTS = 20000 };
	struct { reg seconds, nanoseconds; } moment = {0, 500000};
	reg error = -ENOENT;
	for (int i = 0; i < ATTEMPTS && (error == -ENOENT || error == -ECONNREFUSED); i++) {
		if (i > 0)
			try_sys(nanosleep, &moment, 0);
		error = sys(connect, fd, address, sizeof *address);
	}
	return error;
}

void keep_link_open(struct filter *filter)
{
	size_t start = filter_if(filter, __NR_close);
	filter_load(filter, 0);
	filter_call(filter, LINK, PRETENDED);
	filter_answer(filter, ALLOWED);
	filter_end(filter, start);
}

void connect_link(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct text name;
	text_init(&name, address.sun_path, sizeof address.sun_path);
	text_add(&name, path);
	if (name.truncated)
		give_up("connect to", path, -ENAMETOOLONG);
	reg fd = must(sys(socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "connect to", path);
	must(connect_patiently(fd, &address), "connect to", path);
	must(sys(dup2, fd, LINK), "connect to", path);
}
