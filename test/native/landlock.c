/*
 * Started by the supervisor in the place of a kernel: says which of these work, in one line. The working folder has the
 * files `readable`, `writable/a/file` and `outside/file`, and the folder `writable/b`.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static void tell(const char *what, int works)
{
	if (works)
		printf("%s ", what);
}

int main(void)
{
	struct termios modes;
	tell("read", open("outside/file", O_RDONLY) >= 0);
	tell("write", open("readable", O_WRONLY) >= 0);
	tell("move", link("writable/a/file", "writable/b/file") == 0);
	tell("truncate", truncate("readable", 0) == 0);
	/* No terminal, so an error either way. */
	tell("ioctl", ioctl(open("/dev/null", O_RDWR), TCGETS, &modes) < 0 && errno == ENOTTY);
	tell("signal", kill(getppid(), SIGCONT) == 0);
	return 0;
}
