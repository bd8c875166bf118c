/* What is under way to a guest. Pure, but for a question to the host. */
#ifndef SWITCH_WINDOW_H
#define SWITCH_WINDOW_H

#include <stddef.h>

/*
 * The most frames that a guest has not read. Kernels of 5.10 read so many when some arrive, and what is left only when more
 * do: the guest would wait for frames that it has, and the switch for the guest.
 */
enum { MAX_UNREAD = 64 };

struct window {
	/* Bytes of the frames that were sent last, as a ring, and how many have been sent. */
	size_t lengths[MAX_UNREAD];
	size_t sent;
	int is_closed;
};

/* How many frames may be sent to the socket of a guest. */
size_t window_room(const struct window *window, int socket);

/* Has the host tell (POLLOUT) as soon as a guest has read half of what is under way to it. Nothing is sent until then. */
void window_close(struct window *window, int socket);

/* After that, or for a new socket. */
void window_open(struct window *window, int socket);

/* Notes that a frame has been sent. */
void window_add(struct window *window, size_t length);

#endif
