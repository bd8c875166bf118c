#include "interruption.h"

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "finish.h"
#include "terminal.h"

/* Milliseconds in which a signal that comes again is the same, and that the program has to end in. */
enum { ECHO_TIME = 200, PATIENCE = 10000 };

static struct {
	int signal;
	reg at;
} first;

static reg now(void)
{
	struct { reg seconds, nanoseconds; } time = {0, 0};
	enum { MONOTONIC = 1 };
	try_sys(clock_gettime, MONOTONIC, &time);
	return time.seconds * 1000 + time.nanoseconds / 1000000;
}

static const char *name_of(int signal)
{
	switch (signal) {
	case SIGINT:
		return "SIGINT";
	case SIGTERM:
		return "SIGTERM";
	case SIGHUP:
		return "SIGHUP";
	default:
		return "SIGQUIT";
	}
}

static void give_up(int signal) __attribute__((noreturn));
static void give_up(int signal)
{
	TEXT(line, 64);
	text_add(&line, "interrupted by ");
	text_add(&line, name_of(signal));
	give_back_terminal();
	say(line.bytes);
	finish(INTERRUPTED);
}

int hear(int signal, int has_program)
{
	if (!has_program)
		give_up(signal);
	if (first.signal) {
		if (now() - first.at > ECHO_TIME)
			give_up(signal);
		return 0;
	}
	first.signal = signal;
	first.at = now();
	return 1;
}

int patience_left(void)
{
	reg left = first.at + PATIENCE - now();
	if (!first.signal)
		return -1;
	return left > 0 ? (int)left : 0;
}

void check_patience(void)
{
	if (first.signal && patience_left() == 0)
		give_up(first.signal);
}
