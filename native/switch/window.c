#include "window.h"

#include <asm/ioctls.h>
#include <linux/sockios.h>
#include <sys/socket.h>

#include "../lib/syscall.h"

/* The host tells bytes, not frames: for each at least this much, and its length. */
enum { LEAST_BYTES = 576 };

/* Bytes that are under way to a guest. */
static int bytes_unread(int socket)
{
	int bytes = 0;
	try_sys(ioctl, socket, SIOCOUTQ, &bytes);
	return bytes;
}

static void set_limit(int socket, int bytes)
{
	try_sys(setsockopt, socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

void window_close(struct window *window, int socket)
{
	/* The host doubles it, and tells when no more than a quarter of that is under way. */
	set_limit(socket, bytes_unread(socket));
	window->is_closed = 1;
}

void window_open(struct window *window, int socket)
{
	/* Hosts have a maximum of their own. */
	enum { MOST = 1 << 20 };
	set_limit(socket, MOST);
	window->is_closed = 0;
}

size_t window_room(const struct window *window, int socket)
{
	size_t unread = 0;
	for (long left = bytes_unread(socket); left > 0 && unread < MAX_UNREAD; unread++)
		left -= LEAST_BYTES + (long)window->lengths[(window->sent - 1 - unread) % MAX_UNREAD];
	return MAX_UNREAD - unread;
}

void window_add(struct window *window, size_t length)
{
	window->lengths[window->sent++ % MAX_UNREAD] = length;
}
