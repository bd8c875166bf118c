#include "network.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "../lib/syscall.h"

void raise_loopback(void)
{
	struct ifreq request = {.ifr_name = "lo"};
	reg fd = sys(socket, AF_INET, SOCK_DGRAM, 0);
	/* A kernel without a network. */
	if (fd < 0)
		return;
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	try_sys(ioctl, fd, SIOCSIFFLAGS, &request);
	try_sys(close, fd);
}
