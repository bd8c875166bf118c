#include "link.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"
#include "../lib/text.h"

/* Waits a moment; ends this process, which nobody else may be able to end yet, when uml-run says so or is gone. */
static void wait_or_end(int lifeline)
{
	struct { reg seconds, nanoseconds; } moment = {0, 500000};
	struct pollfd said = {.fd = lifeline, .events = POLLIN};
	if (sys(ppoll, &said, 1, &moment, NULL, 0) > 0)
		stop(1);
}

/* Its helper is started beside it, and listens after some milliseconds. */
MUST_USE static reg connect_patiently(reg fd, const struct sockaddr_un *address, int lifeline)
{
	enum { ATTEMPTS = 20000 };
	reg error = -ENOENT;
	for (int i = 0; i < ATTEMPTS && (error == -ENOENT || error == -ECONNREFUSED); i++) {
		if (i > 0)
			wait_or_end(lifeline);
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

/* The path of a socket may be longer than an address has room for, so it is reached from its folder. */
static const char *enter_folder_of(const char *path)
{
	TEXT(folder, 4096);
	size_t name = length_of(path);
	while (name && path[name - 1] != '/')
		name--;
	text_add_part(&folder, path, name);
	if (name)
		must(sys(chdir, folder.bytes), "enter", folder.bytes);
	return path + name;
}

void connect_link(const char *path, int lifeline)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct text name;
	reg back = must(sys(open, ".", O_PATH | O_DIRECTORY | O_CLOEXEC), "open", "the current folder");
	text_init(&name, address.sun_path, sizeof address.sun_path);
	text_add(&name, enter_folder_of(path));
	if (name.truncated)
		give_up("connect to", path, -ENAMETOOLONG);
	reg fd = must(sys(socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "connect to", path);
	must(connect_patiently(fd, &address, lifeline), "connect to", path);
	must(sys(dup2, fd, LINK), "connect to", path);
	must(sys(fchdir, back), "go back to", "the current folder");
}
