#include "input.h"

#include "../lib/syscall.h"
#include "terminal.h"

static struct {
	int is_used, is_terminal, has_ended, is_background;
	unsigned credit;
} self;

void use_input(int is_terminal)
{
	self.is_used = 1;
	self.is_terminal = is_terminal;
	come_back();
}

void add_credit(unsigned bytes)
{
	self.credit += bytes;
}

int wants_input(void)
{
	return self.is_used && self.credit && !self.has_ended && !self.is_background;
}

reg take_input(char *bytes)
{
	/* It may have been sent there since. */
	if ((self.is_background = is_in_background()))
		return -EAGAIN;
	reg got = sys(read, 0, bytes, self.credit < MOST_INPUT ? self.credit : MOST_INPUT);
	if (got == -EINTR || got == -EAGAIN)
		return got;
	/* One that cannot be read, such as a folder, is one that ends. */
	if (got <= 0) {
		self.has_ended = 1;
		return 0;
	}
	self.credit -= (unsigned)got;
	return got;
}

void come_back(void)
{
	self.is_background = is_in_background();
	if (self.is_used && self.is_terminal && !self.is_background)
		make_terminal_raw();
}

void stop_here(void)
{
	give_back_terminal();
	try_sys(kill, sys(getpid), SIGSTOP);
}
