#include "nudge.h"

#include <linux/in.h>
#include <sys/socket.h>

#include "../lib/syscall.h"
#include "../lib/text.h"

enum {
	/* Milliseconds. A guest that has had so many in a row has more to do than to read, or does not. */
	PAUSE = 2,
	LONG_PAUSE = 100,
	MANY = 32,
	/* Of UDP: whatever arrives there is to be thrown away. */
	DISCARD = 9,
};

void nudge_begin(struct nudge *nudge, int tap, const char *device)
{
	int yes = 1;
	*nudge = (struct nudge){.tap = tap, .socket = -1};
	if (tap < 0)
		return;
	nudge->socket = (int)sys(socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sys(setsockopt, nudge->socket, SOL_SOCKET, SO_BINDTODEVICE, device, length_of(device) + 1) < 0 ||
	    sys(setsockopt, nudge->socket, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes) < 0)
		nudge->tap = -1;
}

struct pollfd nudge_event(const struct nudge *nudge)
{
	return (struct pollfd){.fd = nudge->is_pausing ? -1 : nudge->tap, .events = POLLIN};
}

int nudge_pause(const struct nudge *nudge)
{
	if (!nudge->is_pausing)
		return -1;
	return nudge->count < MANY ? PAUSE : LONG_PAUSE;
}

void nudge_go_on(struct nudge *nudge, int has_come, int is_over)
{
	struct sockaddr_in all = {.sin_family = AF_INET, .sin_port = __builtin_bswap16(DISCARD), .sin_addr.s_addr = INADDR_BROADCAST};
	struct pollfd unread = {.fd = nudge->tap, .events = POLLIN};
	if (has_come)
		nudge->is_pausing = 1;
	if (!is_over)
		return;
	if (sys(poll, &unread, 1, 0) > 0) {
		try_sys(sendto, nudge->socket, "", 0, MSG_DONTWAIT, &all, sizeof all);
		nudge->count++;
		return;
	}
	nudge->is_pausing = 0;
	nudge->count = 0;
}
