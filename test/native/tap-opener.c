/*
 * Opens a TAP device again and again, as a kernel's driver does, while signals arrive. Says how it was called, how often it
 * had the device, and whether frames may have a header.
 */
#include <fcntl.h>
#include <net/if.h>
#include <linux/if_tun.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>

enum { TIMES = 2000 };

static void nothing(int signal)
{
	(void)signal;
}

int main(int count, char **words)
{
	struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_RESTART};
	struct itimerval often = {{0, 50}, {0, 50}};
	struct ifreq request = {.ifr_name = "another", .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
	unsigned features = 0;
	int opened = 0;

	sigaction(SIGALRM, &action, 0);
	setitimer(ITIMER_REAL, &often, 0);
	for (int i = 0; i < TIMES; i++) {
		int tap = open("/dev/net/tun", O_RDWR);
		opened += tap >= 0 && ioctl(tap, TUNSETIFF, &request) == 0 && ioctl(tap, TUNGETFEATURES, &features) == 0;
		close(tap);
	}
	printf("%s %d %s\n", words[count - 1], opened, features & IFF_VNET_HDR ? "header" : "none");
	return 0;
}
