#include "mconsole.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "../lib/syscall.h"
#include "../lib/text.h"

/* As in the kernel's arch/um/drivers/mconsole.h. */
enum { MAGIC = (int)0xcafebabe, VERSION = 2 };

MUST_USE static reg open_console(const struct console *console);
static void send_to(reg fd);

void send_ctrl_alt_del(const struct console *console)
{
	struct stat status;
	/* Nothing depends on it: without an answer, the guest is ended as it is. */
	if (console->folder < 0 || !console->path)
		return;
	reg fd = open_console(console);
	if (fd < 0)
		return;
	/* One with another name may be a socket of somebody else's. */
	if (sys(fstat, fd, &status) == 0 && S_ISSOCK(status.st_mode) && status.st_uid == console->owner &&
	    status.st_nlink == 1)
		send_to(fd);
	try_sys(close, fd);
}

/*
 * The guest may have put anything there, so no link is followed, at the end of the path or on the way: this process has
 * more rights than the guest. Returns a descriptor of O_PATH, or a negative errno.
 */
static reg open_console(const struct console *console)
{
	const char *rest = console->path;
	reg at = console->folder;
	for (;;) {
		TEXT(name, 256);
		while (*rest && *rest != '/')
			text_add(&name, (char[]){*rest++, 0});
		reg next = sys(openat, at, name.bytes, O_PATH | O_NOFOLLOW | O_CLOEXEC | (*rest ? O_DIRECTORY : 0));
		if (at != console->folder)
			try_sys(close, at);
		if (next < 0 || !*rest++)
			return next;
		at = next;
	}
}

/* By its descriptor: whatever takes its place now, the request arrives at what was looked at. */
static void send_to(reg fd)
{
	struct { int magic, version, length; char text[512]; } request = {MAGIC, VERSION, 3, "cad"};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct text path;
	text_init(&path, address.sun_path, sizeof address.sun_path);
	text_add(&path, "/proc/self/fd/");
	text_add_number(&path, (u64)fd);
	reg sender = sys(socket, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (sender < 0)
		return;
	try_sys(sendto, sender, &request, sizeof request, 0, &address, sizeof address);
	try_sys(close, sender);
}
