#include "streams.h"

#include <asm/termios.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "../lib/io.h"
#include "../lib/text.h"
#include "console.h"
#include "relay.h"

#define STDOUT_CONSOLE "/dev/tty2"
#define STDERR_CONSOLE "/dev/tty3"

static struct {
	int standard_output, standard_error;
	/* An input that is empty. */
	int null;
} self = {-1, -1, -1};

void open_streams(void)
{
	self.standard_output = open_console(STDOUT_CONSOLE);
	self.standard_error = open_console(STDERR_CONSOLE);
	self.null = (int)sys(open, "/dev/null", O_RDONLY | O_CLOEXEC);
}

void drain_streams(void)
{
	drain_console(self.standard_output);
	drain_console(self.standard_error);
}

/* So that the test may open it by its name, too, whatever an earlier one has made of its mode. */
static void give_console(int console, const struct test *test)
{
	enum { MODE = S_IFCHR | 0600 };
	struct stat status = {0};
	try_sys(fstat, console, &status);
	if (status.st_uid != test->uid || status.st_gid != test->gid)
		try_sys(fchown, console, test->uid, test->gid);
	if (status.st_mode != MODE)
		try_sys(fchmod, console, MODE & 07777);
}

int prepare_streams(const struct test *test)
{
	int input = -1;
	/* These are /dev/stdout and /dev/stderr. */
	give_console(self.standard_output, test);
	give_console(self.standard_error, test);
	if (*test->input && test->rows)
		relay_sizes(test->input, self.standard_output);
	else if (*test->input)
		input = relay_input(test->input);
	return input < 0 ? self.null : input;
}

void close_input(int input)
{
	if (input != self.null)
		try_sys(close, input);
}

/* A terminal as a person expects it, the controlling one of this session. */
static void attach_terminal(const struct test *test)
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
	try_sys(ioctl, self.standard_output, TIOCSCTTY, 0);
	try_sys(ioctl, self.standard_output, TCSETS, &mode);
	try_sys(ioctl, self.standard_output, TIOCSWINSZ, &size);
}

void attach_streams(const struct test *test, int input)
{
	int is_terminal = test->rows > 0;
	if (is_terminal)
		attach_terminal(test);
	try_sys(dup2, is_terminal ? self.standard_output : input, 0);
	try_sys(dup2, self.standard_output, 1);
	try_sys(dup2, is_terminal ? self.standard_output : self.standard_error, 2);
}

/* The kernel hangs up a terminal whose session has ended: that of a test that has made it its own. */
static int usable_console(int console, const char *path)
{
	if (reset_console(console) >= 0)
		return console;
	try_sys(close, console);
	return open_console(path);
}

void end_streams(const struct test *test)
{
	size_t length = length_of(test->token);
	self.standard_output = usable_console(self.standard_output, STDOUT_CONSOLE);
	self.standard_error = usable_console(self.standard_error, STDERR_CONSOLE);
	/* On a terminal, what could be the beginning of a token must not be held back, so it begins with what nobody types. */
	if (test->rows)
		may_fail(write_all(self.standard_output, "\036", 1));
	/* Without its token, the host does not believe that the test has ended. */
	may_fail(write_all(self.standard_output, test->token, length));
	may_fail(write_all(self.standard_error, test->token, length));
}
