#include "terminal.h"

#include <asm/termios.h>

#include "../lib/syscall.h"

static struct termios mode;
static int is_raw;

static int mode_of(int fd, struct termios *to)
{
	return sys(ioctl, fd, TCGETS, to) == 0;
}

struct size size_of_terminal(void)
{
	struct termios any;
	struct winsize size = {0};
	if (!mode_of(0, &any) || !mode_of(1, &any))
		return (struct size){0, 0};
	try_sys(ioctl, 1, TIOCGWINSZ, &size);
	return (struct size){size.ws_row ? size.ws_row : 24, size.ws_col ? size.ws_col : 80};
}

int is_in_background(void)
{
	int foreground;
	return sys(ioctl, 0, TIOCGPGRP, &foreground) == 0 && foreground != sys(getpgid, 0);
}

/* What the guest's terminal has made of the program's output is not to be changed once more. */
void make_terminal_raw(void)
{
	if (is_raw || !mode_of(0, &mode))
		return;
	struct termios raw = mode;
	raw.c_iflag &= (tcflag_t)~(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
	raw.c_oflag &= (tcflag_t)~OPOST;
	raw.c_cflag |= CS8;
	raw.c_lflag &= (tcflag_t)~(ECHO | ICANON | IEXTEN | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	is_raw = sys(ioctl, 0, TCSETSW, &raw) == 0;
}

void give_back_terminal(void)
{
	if (is_raw && !is_in_background())
		try_sys(ioctl, 0, TCSETSW, &mode);
	is_raw = 0;
}
