#include "forward.h"

#include <sys/socket.h>

#include "../lib/syscall.h"
#include "capture.h"
#include "clock.h"

/* Frames as they were received, and where they go. */
static struct {
	size_t count;
	struct iovec frames[BATCH];
	u64 ports[BATCH];
	char bytes[BATCH][(MAX_FRAME + 7) / 8 * 8];
} batch;

/* Returns how many have come, those that are too long or empty not counted among the frames of the batch. */
static reg receive(int socket)
{
	static struct mmsghdr messages[BATCH];
	static struct iovec room[BATCH];
	for (size_t i = 0; i < BATCH; i++) {
		room[i] = (struct iovec){batch.bytes[i], MAX_FRAME};
		messages[i].msg_hdr = (struct msghdr){.msg_iov = &room[i], .msg_iovlen = 1};
	}
	reg got = sys(recvmmsg, socket, messages, BATCH, MSG_DONTWAIT, 0);
	batch.count = 0;
	for (reg i = 0; i < got; i++)
		if (messages[i].msg_len && !(messages[i].msg_hdr.msg_flags & MSG_TRUNC))
			batch.frames[batch.count++] = (struct iovec){room[i].iov_base, messages[i].msg_len};
	return got;
}

static void capture_batch(size_t from)
{
	u64 time = time_of(REAL);
	for (size_t i = 0; i < batch.count; i++)
		capture_frame(from, time, batch.frames[i].iov_base, batch.frames[i].iov_len);
}

/* Returns how many of them a guest may be sent; when that is not all, the others wait until it has read some. */
static size_t admitted(struct port *port, size_t count)
{
	size_t room = port->is_uplink ? count : window_room(&port->window, port->socket);
	if (room >= count)
		return count;
	port->is_full = 1;
	return room;
}

/* Returns how many have been sent, those included that the other side will never take. */
static size_t send_frames(struct port *port, struct iovec *frames, size_t count)
{
	static struct mmsghdr messages[BATCH];
	size_t sent = 0, wanted = count;
	count = admitted(port, count);
	for (size_t i = 0; i < count; i++)
		messages[i].msg_hdr = (struct msghdr){.msg_iov = &frames[i], .msg_iovlen = 1};
	while (sent < count) {
		reg more = sys(sendmmsg, port->socket, messages + sent, count - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (more == -EAGAIN) {
			port->is_full = 1;
			break;
		}
		if (more != -EINTR)
			sent += more > 0 ? (size_t)more : 1;
	}
	for (size_t i = 0; i < sent; i++)
		window_add(&port->window, frames[i].iov_len);
	if (count < wanted)
		window_close(&port->window, port->socket);
	return sent;
}

/* At once as far as that is possible, and from its queue what is left. */
static void pass_on(struct network *network, size_t from, struct port *to, struct iovec *frames, size_t count, u64 now)
{
	size_t sent = 0;
	if (!is_impaired(&network->impairment) && !to->queue.count && !to->is_full)
		sent = send_frames(to, frames, count);
	for (; sent < count; sent++) {
		size_t length = frames[sent].iov_len;
		if (line_loses(&to->line, &network->impairment) || !queue_admits(&to->queue, from, length, now, network->patience))
			continue;
		u64 arrival = line_arrival(&to->line, &network->impairment, now, length);
		queue_add(&to->queue, from, frames[sent].iov_base, length, arrival, now);
	}
}

/* Those of the batch that go to a port. Returns how many. */
static size_t pick(size_t to, struct iovec *frames)
{
	size_t count = 0;
	for (size_t i = 0; i < batch.count; i++)
		if (batch.ports[i] >> to & 1)
			frames[count++] = batch.frames[i];
	return count;
}

int forward_from(struct network *network, size_t from)
{
	struct iovec frames[BATCH];
	reg got = receive(network->ports[from].socket);
	u64 now = time_of(MONOTONIC);
	for (size_t i = 0; i < batch.count; i++)
		batch.ports[i] = route(&network->routes, from, batch.frames[i].iov_base, batch.frames[i].iov_len);
	if (is_capturing())
		capture_batch(from);
	for (size_t to = 0; to < network->count; to++) {
		size_t count = network->ports[to].socket < 0 ? 0 : pick(to, frames);
		if (count)
			pass_on(network, from, &network->ports[to], frames, count, now);
	}
	return got > 0 && batch.count;
}

void send_due(struct port *port, u64 now)
{
	struct iovec frames[BATCH];
	if (port->queue.count && !port->is_full)
		queue_remove(&port->queue, send_frames(port, frames, queue_first(&port->queue, now, frames, BATCH)));
}

u64 held_back_until(const struct network *network, size_t from, u64 now)
{
	u64 until = 0;
	for (size_t i = 0; i < network->count; i++) {
		u64 end = queue_holds_back(&network->ports[i].queue, from, now, network->patience);
		if (end > until)
			until = end;
	}
	return until;
}
