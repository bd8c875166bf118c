#include "open-files.h"

#include <fcntl.h>
#include <sys/socket.h>

#include "../lib/io.h"
#include "../lib/text.h"

/* Milliseconds. */
enum { MAX_WAIT = 500 };

static struct {
	/* Says how many files are open in all of the guest; -1 for a kernel that does not. */
	int count;
	u64 usual;
} self = {.count = -1};

void open_file_count(void)
{
	self.count = (int)sys(open, "/proc/sys/fs/file-nr", O_RDONLY | O_CLOEXEC);
}

static u64 count_files(void)
{
	char text[64];
	read_again(self.count, text, sizeof text);
	return parse_number(text);
}

void learn_open_files(void)
{
	self.usual = count_files();
}

/* The kernel does, when a unix socket is closed. */
static void look_for_files_in_flight(void)
{
	int ends[2];
	if (sys(socketpair, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) < 0)
		return;
	try_sys(close, ends[0]);
	try_sys(close, ends[1]);
}

int are_files_closed(void)
{
	for (int waited = 0; count_files() > self.usual; waited++) {
		if (waited == MAX_WAIT)
			return 0;
		if (waited % 50 == 0)
			look_for_files_in_flight();
		try_sys(poll, 0, 0, 1);
	}
	return 1;
}
