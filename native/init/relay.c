#include "relay.h"

#include <asm/termios.h>
#include <fcntl.h>

#include "../lib/io.h"
#include "../lib/text.h"
#include "console.h"

/* Of the text that comes before a test's input. */
enum { MAX_BEGINNING = 64 };

/* The stack of another process. What this process keeps to itself is never on it. */
static char relay_stack[4096] __attribute__((aligned(16)));

/* In memory that the relay's process has a copy of, unlike this one's stack. */
static struct relay {
	int from, to;
	char beginning[MAX_BEGINNING];
} relay;

/* Starts a process for the relay, and keeps none of its descriptors. Returns 0 or a negative errno. */
static MUST_USE int start_relay(const char *beginning, int from, int to, void (*body)(void *))
{
	struct text copy;
	text_init(&copy, relay.beginning, sizeof relay.beginning);
	text_add(&copy, beginning);
	relay.from = from;
	relay.to = to;
	return (int)new_process(0, relay_stack + sizeof relay_stack, body, &relay);
}

/* What has come, and was not passed on. */
static struct { char bytes[4096]; size_t at, end; } come;

/* Waits until something has come. Returns 0 or a negative errno. */
static MUST_USE reg receive(int from)
{
	if (come.at < come.end)
		return 0;
	reg got = sys(read, from, come.bytes, sizeof come.bytes);
	come.at = 0;
	come.end = got > 0 ? (size_t)got : 0;
	return got > 0 ? 0 : -EIO;
}

static MUST_USE reg receive_all(int from, void *to, size_t length)
{
	char *at = to;
	for (; length; length--) {
		reg error = receive(from);
		if (error < 0)
			return error;
		*at++ = come.bytes[come.at++];
	}
	return 0;
}

/* Receives up to the end of a text that is somewhere in what comes. Returns 0 or a negative errno. */
static MUST_USE reg skip_to(int from, const char *beginning)
{
	size_t length = length_of(beginning);
	char last[MAX_BEGINNING];
	reg error = receive_all(from, last, length);
	while (error == 0 && !is_same(last, beginning, length)) {
		for (size_t i = 1; i < length; i++)
			last[i - 1] = last[i];
		error = receive_all(from, last + length - 1, 1);
	}
	return error;
}

static void pass_bytes(void *argument)
{
	struct relay *ends = argument;
	unsigned left;
	if (skip_to(ends->from, ends->beginning) < 0)
		return;
	while (receive_all(ends->from, &left, sizeof left) == 0 && left)
		while (left) {
			if (receive(ends->from) < 0)
				return;
			size_t ready = come.end - come.at, length = left < ready ? left : ready;
			if (write_all(ends->to, come.bytes + come.at, length) < 0)
				return;
			come.at += length;
			left -= (unsigned)length;
		}
}

int relay_input(const char *beginning)
{
	int ends[2], from = open_console(INPUT_CONSOLE);
	if (from < 0)
		return from;
	int error = (int)sys(pipe2, ends, O_CLOEXEC);
	if (error >= 0) {
		error = start_relay(beginning, from, ends[1], pass_bytes);
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
	if (skip_to(ends->from, ends->beginning) < 0)
		return;
	while (receive_all(ends->from, &length, sizeof length) == 0 && length == 4 && receive_all(ends->from, &size, 4) == 0)
		try_sys(ioctl, ends->to, TIOCSWINSZ, &size);
}

void relay_sizes(const char *beginning, int terminal)
{
	int from = open_console(INPUT_CONSOLE);
	if (from < 0)
		return;
	/* Without it the terminal keeps its first size. */
	may_fail(start_relay(beginning, from, terminal, pass_sizes));
	try_sys(close, from);
}
