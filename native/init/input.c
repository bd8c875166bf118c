#include "input.h"

#include <asm/termios.h>
#include <fcntl.h>

#include "../lib/text.h"
#include "arrival.h"
#include "console.h"
#include "markers.h"

enum {
	/* What the host types before it asks for room again, in bytes; src/guest/test-input.ts knows it. */
	MAX_TYPED = 1024,
	/* Milliseconds before each look at a terminal: nothing tells when something has come there, or was read. */
	PAUSE = 10,
};

static struct {
	const struct test *test;
	/* The console; where to: a pipe's writing end, or a terminal. -1 for none. */
	int from, to;
	int is_terminal;
	/* Whether the text that comes first has come. */
	int has_begun;
	/* Whether a whole piece has come, and how much of it was passed on, its length included. */
	int is_whole;
	size_t passed;
	struct arrival come;
} self = {.from = -1, .to = -1};

static MUST_USE int begin(const struct test *test, int to, int is_terminal)
{
	self.test = test;
	self.to = to;
	self.is_terminal = is_terminal;
	self.has_begun = self.is_whole = 0;
	self.come.length = 0;
	/* Of its own, since it never waits: a test that is root can take away what has come. */
	self.from = (int)sys(open, INPUT_CONSOLE, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return self.from < 0 ? self.from : 0;
}

int open_input(const struct test *test)
{
	int ends[2];
	int error = (int)sys(pipe2, ends, O_CLOEXEC);
	if (error < 0)
		return error;
	/* The test's end waits as usual. */
	try_sys(fcntl, ends[1], F_SETFL, O_WRONLY | O_NONBLOCK);
	error = begin(test, ends[1], 0);
	if (error >= 0)
		return ends[0];
	try_sys(close, ends[0]);
	close_input();
	return error;
}

void open_terminal_input(const struct test *test, int terminal)
{
	/* Without it the terminal keeps its first size. */
	may_fail(begin(test, terminal, 1));
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		try_sys(close, *fd);
	*fd = -1;
}

void close_input(void)
{
	close_one(&self.from);
	if (self.is_terminal)
		self.to = -1;
	close_one(&self.to);
}

static unsigned piece_length(void)
{
	unsigned length;
	__builtin_memcpy(&length, self.come.bytes, sizeof length);
	return length;
}

static int is_waiting_for_room(void)
{
	return self.from >= 0 && self.is_terminal && self.is_whole;
}

struct pollfd input_event(void)
{
	if (self.from < 0 || is_waiting_for_room())
		return (struct pollfd){.fd = -1};
	if (self.is_whole)
		return (struct pollfd){.fd = self.to, .events = POLLOUT};
	return (struct pollfd){.fd = self.from, .events = POLLIN};
}

int input_pause(int milliseconds)
{
	return is_waiting_for_room() && milliseconds < 0 ? PAUSE : milliseconds;
}

static void say_taken(void)
{
	TEXT(marker, MARKER_SIZE);
	marker_begin(&marker, "took", self.test->token);
	marker_send(&marker);
}

/* Receives once. Returns 0 or a negative errno. */
static MUST_USE reg receive(void)
{
	reg error = arrive(&self.come, self.from);
	if (error < 0)
		return error;
	if (!self.has_begun) {
		self.has_begun = has_arrived(&self.come, self.test->input);
		if (self.has_begun)
			say_taken();
		return 0;
	}
	self.passed = sizeof(unsigned);
	if (self.come.length < self.passed)
		return 0;
	/* A test that is root can put bytes there. */
	if (piece_length() > PIECE - self.passed)
		return -EBADMSG;
	self.is_whole = self.come.length >= self.passed + piece_length();
	return 0;
}

/* Returns whether all of the piece has gone, 0 or 1; or a negative errno. */
static MUST_USE reg pass_on(void)
{
	size_t end = self.passed + piece_length();
	if (end == self.passed) {
		say_taken();
		close_input();
		return 0;
	}
	reg put = sys(write, self.to, self.come.bytes + self.passed, end - self.passed);
	if (put > 0)
		self.passed += (size_t)put;
	return put < 0 ? put : self.passed == end;
}

static MUST_USE reg pass_to_terminal(void)
{
	/* Rows and columns come first in it. */
	struct winsize size = {0};
	int unread = 0;
	if (piece_length() == 4) {
		__builtin_memcpy(&size, self.come.bytes + self.passed, 4);
		try_sys(ioctl, self.to, TIOCSWINSZ, &size);
		return 1;
	}
	/* With an error there is nothing to wait for. */
	try_sys(ioctl, self.to, FIONREAD, &unread);
	return unread <= PIECE - MAX_TYPED;
}

void pass_input(void)
{
	if (self.from < 0)
		return;
	int was_whole = self.is_whole;
	reg error = was_whole ? 0 : receive();
	/* The kernel works meanwhile: what was typed before the question has to be in the terminal. */
	if (error == 0 && self.is_whole && (was_whole || !is_waiting_for_room()))
		error = self.is_terminal ? pass_to_terminal() : pass_on();
	if (error == 1) {
		self.is_whole = 0;
		self.come.length = 0;
		say_taken();
	}
	/* A console that a test has hung up would be readable for ever; a pipe without a reader, too. */
	else if (error < 0 && error != -EAGAIN && error != -EINTR)
		close_input();
}
