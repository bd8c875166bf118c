#include "streams.h"

#include <asm/termios.h>
#include <fcntl.h>
#include <poll.h>

#include "../lib/io.h"
#include "../lib/text.h"
#include "console.h"
#include "input.h"
#include "kernel-programs.h"
#include "much-output.h"
#include "orders.h"
#include "threads.h"

#define STDOUT_CONSOLE "/dev/tty2"
#define STDERR_CONSOLE "/dev/tty3"

static struct {
	int standard_output, standard_error;
	/* Open, so that the kernel keeps its descriptor of the host. */
	int standard_input;
} self = {-1, -1, -1};

static int is_terminal(const struct test *test)
{
	return test->rows > 0;
}

void open_consoles(void)
{
	self.standard_output = open_console(STDOUT_CONSOLE);
	self.standard_error = open_console(STDERR_CONSOLE);
	self.standard_input = open_console(INPUT_CONSOLE);
}

void drain_consoles(void)
{
	drain_console(self.standard_output);
	drain_console(self.standard_error);
}

/* So that the test may open it by its name, too, whatever an earlier one has made of a console's mode. */
static void give(int fd, const struct test *test)
{
	if (test->uid || test->gid || test->has_consoles)
		try_sys(fchown, fd, test->uid, test->gid);
	if (test->has_consoles)
		try_sys(fchmod, fd, 0600);
}

static MUST_USE reg open_pipes(struct streams *streams)
{
	reg error = sys(pipe2, streams->output, O_CLOEXEC);
	if (error < 0)
		return error;
	if ((error = sys(pipe2, streams->error, O_CLOEXEC)) < 0)
		for (int i = 0; i < 2; i++)
			try_sys(close, streams->output[i]);
	return error;
}

/*
 * Each test opens its own: what it sets of a descriptor (its flags, locks, whom it signals) would be the next one's, too,
 * as long as this process had the same one. Without them it has none.
 */
static void open_test_consoles(struct streams *streams)
{
	enum { FLAGS = O_RDWR | O_NOCTTY | O_CLOEXEC };
	streams->output[0] = streams->error[0] = -1;
	streams->output[1] = (int)sys(open, STDOUT_CONSOLE, FLAGS);
	streams->error[1] = (int)sys(open, STDERR_CONSOLE, FLAGS);
}

reg open_streams(const struct test *test, struct streams *streams)
{
	streams->input = -1;
	begin_output(test->token);
	if (test->has_consoles) {
		open_test_consoles(streams);
	} else {
		reg error = open_pipes(streams);
		if (error < 0)
			return error;
	}
	give(streams->output[1], test);
	give(streams->error[1], test);
	if (has_input(test) && is_terminal(test))
		open_terminal_input(test, self.standard_output);
	else if (has_input(test))
		streams->input = open_input(test);
	if (streams->input < 0)
		streams->input = (int)sys(open, "/dev/null", O_RDONLY | O_CLOEXEC);
	if (*test->input)
		open_orders();
	return 0;
}

void close_reading_end(struct streams *streams)
{
	try_sys(close, streams->input);
}

/* A terminal as a person expects it, the controlling one of this session. */
static void attach_terminal(const struct test *test, int terminal)
{
	struct termios mode = {
		.c_iflag = ICRNL | IXON,
		.c_oflag = OPOST | ONLCR,
		.c_cflag = CS8 | CREAD | CLOCAL | B38400,
		.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
		.c_cc = {[VINTR] = 3, [VQUIT] = 28, [VERASE] = 127, [VKILL] = 21, [VEOF] = 4, [VMIN] = 1,
			 [VSTART] = 17, [VSTOP] = 19, [VSUSP] = 26, [VREPRINT] = 18, [VWERASE] = 23, [VLNEXT] = 22},
	};
	struct winsize size = {.ws_row = (unsigned short)test->rows, .ws_col = (unsigned short)test->columns};
	try_sys(ioctl, terminal, TIOCSCTTY, 0);
	try_sys(ioctl, terminal, TCSETS, &mode);
	try_sys(ioctl, terminal, TIOCSWINSZ, &size);
}

void attach_streams(const struct test *test, const struct streams *streams)
{
	int terminal = streams->output[1];
	if (is_terminal(test))
		attach_terminal(test, terminal);
	try_sys(dup2, is_terminal(test) ? terminal : streams->input, 0);
	try_sys(dup2, streams->output[1], 1);
	try_sys(dup2, is_terminal(test) ? terminal : streams->error[1], 2);
}

/* Waits for something in the pipes, or for more, at most so many milliseconds (-1: for ever); hands it on. Returns what poll(2) does. */
static reg relay_once(const struct streams *streams, int more, int milliseconds)
{
	struct pollfd ready[6] = {
		{.fd = has_reader(STANDARD_OUTPUT) ? -1 : streams->output[0], .events = POLLIN},
		{.fd = has_reader(STANDARD_ERROR) ? -1 : streams->error[0], .events = POLLIN},
		{.fd = more, .events = POLLIN},
		{.fd = orders(), .events = POLLIN},
		input_event(),
		kernel_program_event(),
	};
	reg count = sys(poll, ready, 6, input_pause(milliseconds));
	if (ready[4].revents || count == 0)
		pass_input();
	/* The question comes first: a process whose memory nobody fills can hold a pipe, and who reads it then waits for it. */
	if (count <= 0 || is_question_open())
		return count > 0 ? 0 : count;
	if (ready[5].revents)
		(void)has_kernel_program_run();
	if (ready[0].revents & POLLIN)
		pass_output(STANDARD_OUTPUT, streams->output[0], self.standard_output);
	if (ready[1].revents & POLLIN)
		pass_output(STANDARD_ERROR, streams->error[0], self.standard_error);
	return ready[2].revents || ready[3].revents ? 0 : count;
}

void relay_output(const struct streams *streams, int process)
{
	while (!is_question_open() && relay_once(streams, process, process < 0 ? 10 : -1) > 0)
		;
}

static void close_pipes(struct streams *streams)
{
	int first = streams->output[0], last = streams->error[1];
	/* As a rule they are side by side, and a system call is dear. */
	if (first >= 0 && last == first + 3 && sys(close_range, first, last, 0) == 0)
		return;
	for (int i = 0; i < 2; i++) {
		try_sys(close, streams->output[i]);
		try_sys(close, streams->error[i]);
	}
}

void close_streams(const struct test *test, struct streams *streams)
{
	size_t length = length_of(test->token);
	close_orders();
	close_input();
	self.standard_output = usable_console(self.standard_output, STDOUT_CONSOLE);
	self.standard_error = usable_console(self.standard_error, STDERR_CONSOLE);
	if (has_input(test))
		self.standard_input = usable_console(self.standard_input, INPUT_CONSOLE);
	while (streams->output[0] >= 0 && relay_once(streams, -1, 0) > 0)
		;
	close_pipes(streams);
	end_sharing();
	/* On a terminal, what could be the beginning of a token must not be held back, so it begins with what nobody types. */
	if (is_terminal(test))
		may_fail(write_all(self.standard_output, "\036", 1));
	/* Without its token, the host does not believe that the test has ended. */
	may_fail(write_all(self.standard_output, test->token, length));
	may_fail(write_all(self.standard_error, test->token, length));
}
