#include "orders.h"

#include <fcntl.h>

#include "../lib/syscall.h"
#include "markers.h"

enum { SECOND_TEST = 0x80 };

static int console = -1;

/* SECOND_TEST while every second test runs. */
static unsigned turn = SECOND_TEST;

void expect_orders(void)
{
	turn ^= SECOND_TEST;
}

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
	if (got == 1) {
		if ((signal & SECOND_TEST) == turn)
			try_sys(kill, -group, signal & ~SECOND_TEST);
	}
	/* A console that a test has hung up would be readable for ever. */
	else if (got != -EAGAIN && got != -EINTR)
		close_orders();
}
