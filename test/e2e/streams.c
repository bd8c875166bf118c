/* What a test's standard output and error are, and can do: `streams <what> [<count>]`. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

/* Both streams: are they terminals, can they be waited for, opened again by their names, and written to in spite of a limit? */
static int facts(void)
{
	static const char *const names[] = {"/dev/stdout", "/dev/stderr"};
	struct rlimit none = {0, 0};
	signal(SIGXFSZ, SIG_DFL);
	setrlimit(RLIMIT_FSIZE, &none);
	for (int fd = 1; fd <= 2; fd++) {
		struct epoll_event event = {.events = EPOLLOUT};
		struct pollfd ready = {fd, POLLOUT, 0};
		dprintf(fd, "terminal %d\n", isatty(fd));
		dprintf(fd, "epoll %d poll %d\n", epoll_ctl(epoll_create1(0), EPOLL_CTL_ADD, fd, &event), poll(&ready, 1, 0));
		/* As a shell does it: `echo again > /dev/stderr`. */
		int again = open(names[fd - 1], O_WRONLY | O_CREAT | O_TRUNC, 0666);
		dprintf(again, "again\n");
		dprintf(fd, "errno %d\n", errno);
	}
	return 0;
}

static int crash(void)
{
	int trigger = open("/proc/sysrq-trigger", O_WRONLY);
	return write(trigger, "c", 1) == 1;
}

/* Lines, and one that does not end, each written by itself, and nothing after the last. */
static int lines(int count, int fd)
{
	for (int i = 0; i < count; i++)
		if (dprintf(fd, "line %d\n", i) < 0)
			return 1;
	return write(fd, "the last words", 14) != 14;
}

/* 256 bytes, one by one. */
static int bytes(void)
{
	for (int i = 0; i < 256; i++) {
		char byte = (char)i;
		if (write(1, &byte, 1) != 1)
			return 1;
	}
	return 0;
}

/* So many MB of numbered lines, in pieces as large as a pipe; and so many lines of stderr between. */
static int much(int megabytes)
{
	static char piece[65536];
	unsigned number = 0;
	for (int i = 0; i < megabytes * 16; i++) {
		for (size_t at = 0; at < sizeof piece; at += 16)
			snprintf(piece + at, 17, "%015u\n", number++);
		piece[sizeof piece - 1] = '\n';
		if (write(1, piece, sizeof piece) != (ssize_t)sizeof piece || write(2, ".\n", 2) != 2)
			return 1;
	}
	return 0;
}

/* So many MB of lines on the kernel's console, and in the middle one that is a splat. */
static int console(int megabytes)
{
	static char piece[65536];
	int fd = open("/dev/tty0", O_WRONLY);
	memset(piece, '.', sizeof piece);
	for (size_t at = 63; at < sizeof piece; at += 64)
		piece[at] = '\n';
	for (int i = 0; i < megabytes * 16; i++) {
		if (i == megabytes * 8)
			dprintf(fd, "\nINFO: task streams:1 blocked for more than 120 seconds.\n");
		if (write(fd, piece, sizeof piece) != (ssize_t)sizeof piece)
			return 1;
	}
	return 0;
}

int main(int words, char **word)
{
	/* Called by a name, for tests have no arguments: `07-lines-1000`. */
	char *what = strchr(basename(word[0]), '-');
	char *count = what ? strchr(what + 1, '-') : NULL;
	int number = count ? atoi(count + 1) : 0;
	(void)words;
	if (!what)
		return 2;
	if (count)
		*count = 0;
	what++;
	if (strcmp(what, "facts") == 0)
		return facts();
	if (strcmp(what, "bytes") == 0)
		return bytes();
	if (strcmp(what, "crash") == 0)
		return crash();
	if (strcmp(what, "much") == 0)
		return much(number);
	if (strcmp(what, "console") == 0)
		return console(number);
	if (strcmp(what, "printed") == 0) {
		for (int i = 0; i < number; i++)
			printf("line %d\n", i);
		return 0;
	}
	if (strcmp(what, "lines") == 0)
		return lines(number, 1) || lines(number, 2) || crash();
	return 2;
}
