#include "window.h"

#include <asm/ioctls.h>
#include <linux/sockios.h>

#include "../lib/syscall.h"

/* The host tells bytes, not frames: for each at least this much, and its length. */
enum { LEAST_BYTES = 576 };

size_t window_room(const struct window *window, int socket)
{
	int bytes = 0;
	size_t unread = 0;
	if (sys(ioctl, socket, SIOCOUTQ, &bytes) < 0)
		return MAX_UNREAD;
	for (long left = bytes; left > 0 && unread < MAX_UNREAD; unread++)
		left -= LEAST_BYTES + (long)window->lengths[(window->sent - 1 - unread) % MAX_UNREAD];
	return MAX_UNREAD - unread;
}

void window_add(struct window *window, size_t length)
{
	window->lengths[window->sent++ % MAX_UNREAD] = length;
}
