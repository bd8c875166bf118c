#include "relay.h"

#include <asm/termios.h>
#include <fcntl.h>

#include "../lib/io.h"
#include "console.h"

/* The stack of another process. What this process keeps to itself is never on it. */
static char relay_stack[4096] __attribute__((aligned(16)));

/* In memory that the relay's process has a copy of, unlike this one's stack. */
static struct relay { int from, to; } relay;

/* Starts a process for the relay, and keeps none of its descriptors. Returns 0 or a negative errno. */
static MUST_USE int start_relay(int from, int to, void (*body)(void *))
{
	relay.from = from;
	relay.to = to;
	return (int)new_process(0, relay_stack + sizeof relay_stack, body, &relay);
}

static void pass_bytes(void *argument)
{
	struct relay *ends = argument;
	static char bytes[4096];
	unsigned left;
	while (read_all(ends->from, &left, sizeof left) == 0 && left)
		while (left) {
			reg got = sys(read, ends->from, bytes, left < sizeof bytes ? left : sizeof bytes);
			if (got <= 0 || write_all(ends->to, bytes, (size_t)got) < 0)
				return;
			left -= (unsigned)got;
		}
}

int relay_input(const char *path)
{
	int ends[2], from = open_console(path);
	if (from < 0)
		return from;
	int error = (int)sys(pipe2, ends, O_CLOEXEC);
	if (error >= 0) {
		error = start_relay(from, ends[1], pass_bytes);
		try_sys(close, ends[1]);
		if (error < 0)
			try_sys(close, ends[0]);
	}
	try_sys(close, from);
	return error < 0 ? error : ends[0];
}

static void pass_sizes(void *argument)
{
	struct relay *ends = argument;
	unsigned length;
	/* Rows and columns come first in it. */
	struct winsize size = {0};
	while (read_all(ends->from, &length, sizeof length) == 0 && length == 4 && read_all(ends->from, &size, 4) == 0)
		try_sys(ioctl, ends->to, TIOCSWINSZ, &size);
}

void relay_sizes(const char *path, int terminal)
{
	int from = open_console(path);
	if (from < 0)
		return;
	/* Without it the terminal keeps its first size. */
	may_fail(start_relay(from, terminal, pass_sizes));
	try_sys(close, from);
}
