#include "console.h"

#include <asm/termios.h>
#include <fcntl.h>

reg set_raw(int console)
{
	struct termios mode = {.c_cflag = CS8 | CREAD | CLOCAL | B38400};
	mode.c_cc[VMIN] = 1;
	return sys(ioctl, console, TCSETS, &mode);
}

int open_console(const char *path)
{
	reg console = sys(open, path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (console >= 0)
		may_fail(set_raw((int)console));
	return (int)console;
}

void drain_console(int console)
{
	/* With an argument other than 0 it sends no break, but waits (tcdrain). */
	try_sys(ioctl, console, TCSBRK, 1);
}
