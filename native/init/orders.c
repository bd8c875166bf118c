#include "orders.h"

#include <fcntl.h>

#include "../lib/syscall.h"
#include "markers.h"

static int console = -1;

/* Of its own, since it never waits: a test that is root can take away what has come. */
void open_orders(void)
{
	console = (int)sys(open, CONTROL_CONSOLE, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void close_orders(void)
{
	if (console >= 0)
		try_sys(close, console);
	console = -1;
}

int orders(void)
{
	return console;
}

void pass_order(reg group)
{
	unsigned char signal;
	reg got = console < 0 ? -EAGAIN : sys(read, console, &signal, 1);
	if (got == 1)
		try_sys(kill, -group, signal);
	/* A console that a test has hung up would be readable for ever. */
	else if (got != -EAGAIN && got != -EINTR)
		close_orders();
}
