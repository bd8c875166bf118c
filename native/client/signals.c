#include "signals.h"

#include <fcntl.h>
#include <sys/signalfd.h>

#include "../lib/syscall.h"
#include "finish.h"

static u64 before, caught;
static int file = -1;

static u64 bit(int signal)
{
	return 1UL << (signal - 1);
}

/* A signal that is blocked comes even where it is ignored. */
static int is_ignored(int signal)
{
	struct { void (*handler)(int); unsigned long flags; void (*restorer)(void); u64 mask; } action;
	return sys(rt_sigaction, signal, NULL, &action, sizeof action.mask) == 0 && action.handler == SIG_IGN;
}

static void catch(u64 more)
{
	for (int signal = 1; signal <= SIGWINCH; signal++)
		if (is_ignored(signal))
			more &= ~bit(signal);
	/* Writing to what nobody reads, and changing a terminal in the background, give errors then. */
	u64 blocked = (caught |= more) | bit(SIGPIPE) | bit(SIGTTOU) | bit(SIGTTIN);
	u64 old;
	if (sys(rt_sigprocmask, SIG_BLOCK, &blocked, &old, sizeof old) < 0)
		fail("cannot receive signals");
	if (file < 0)
		before = old;
	file = (int)sys(signalfd4, file, &caught, sizeof caught, SFD_CLOEXEC | SFD_NONBLOCK);
	if (file < 0)
		fail("cannot receive signals");
}

void catch_signals(void)
{
	catch(bit(SIGINT) | bit(SIGTERM) | bit(SIGHUP) | bit(SIGQUIT) | bit(SIGWINCH) | bit(SIGCONT));
}

void catch_stops(void)
{
	catch(bit(SIGTSTP));
}

void release_signals(void)
{
	if (file >= 0)
		try_sys(rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
}

int signals(void)
{
	return file;
}

int next_signal(void)
{
	struct signalfd_siginfo one;
	return sys(read, file, &one, sizeof one) == sizeof one ? (int)one.ssi_signo : 0;
}
