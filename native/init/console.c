#include "console.h"

#include <asm/termios.h>
#include <fcntl.h>
#include <linux/tty.h>

/*
 * Whatever a test has changed of it is as it was: its discipline, locks of its mode, its mode, its size, whether others may open it, what was
 * typed there. Returns an error when nothing can be written there any more.
 */
static MUST_USE reg reset_console(int console)
{
	const struct termios unlocked = {0};
	struct termios mode = {.c_cflag = CS8 | CREAD | CLOCAL | B38400};
	const struct winsize none = {0};
	const int discipline = N_TTY;
	mode.c_cc[VMIN] = 1;
	try_sys(ioctl, console, TIOCSETD, &discipline);
	try_sys(ioctl, console, TIOCSLCKTRMIOS, &unlocked);
	try_sys(ioctl, console, TIOCNXCL);
	try_sys(ioctl, console, TIOCSWINSZ, &none);
	try_sys(ioctl, console, TCFLSH, TCIFLUSH);
	return sys(ioctl, console, TCSETS, &mode);
}

int open_console(const char *path)
{
	reg console = sys(open, path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (console >= 0)
		may_fail(reset_console((int)console));
	return (int)console;
}

int usable_console(int console, const char *path)
{
	if (console >= 0 && reset_console(console) >= 0)
		return console;
	/* One stays open all the time: with the last, the kernel would close its descriptor of the host. */
	int fresh = open_console(path);
	if (console >= 0)
		try_sys(close, console);
	return fresh;
}

void drain_console(int console)
{
	/* With an argument other than 0 it sends no break, but waits (tcdrain). */
	try_sys(ioctl, console, TCSBRK, 1);
}
