/*
 * switch [--delay MILLISECONDS] [--loss MILLIONTHS] [--rate BITS] [--seed N] [--capture DESCRIPTOR]
 *        [--port|--isolated NAME ADDRESS PATH]... [--uplink PATH|--uplink-descriptor N]
 *
 * An Ethernet switch: one message of a SOCK_SEQPACKET socket is one frame. Each port listens on a path of its own, for one
 * guest at a time; the uplink is connected to a path, as a guest would be. ADDRESS is the one address that a port's frames
 * come from, in 12 hexadecimal digits, or "any". Isolated ports do not reach each other.
 *
 * Delay, loss and rate are those of each port, for what goes to it. What is captured goes to a file that is open already; the
 * limit of the process for files is that of the capture, too.
 *
 * Says "listening" on stdout once guests can connect. Descriptor 3 is the lifeline: the switch ends with it. A switch that has
 * none is ended by its supervisor.
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/types.h>

#include "../lib/give-up.h"
#include "../lib/io.h"
#include "../lib/syscall.h"
#include "capture.h"
#include "clock.h"
#include "forward.h"

ENTRY_POINT

enum { LIFELINE = 3, SECOND = 1000000000, MILLISECOND = 1000000 };

static struct network network;

/* The lifeline's, and one for each port. */
static struct pollfd wait[1 + MAX_PORTS];

static void set_up(const struct options *options);
static u64 prepare(u64 now);
static void accept_guests(void);
static void serve(size_t port);

/* What the host starts. `stack`: the count of its words, and these. */
void start(char **stack) __attribute__((noreturn, used));
void start(char **stack)
{
	static struct options options;
	program_name = "uml-run switch";
	read_options(stack + 2, &options);
	set_up(&options);
	may_fail(write_all(1, "listening\n", 10));
	for (;;) {
		u64 now = time_of(MONOTONIC), until = prepare(now);
		struct { reg seconds, nanoseconds; } left = {0, 0};
		write_capture();
		if (until > now) {
			left.seconds = (reg)((until - now) / SECOND);
			left.nanoseconds = (reg)((until - now) % SECOND);
		}
		if (sys(ppoll, wait, 1 + network.count, until ? &left : NULL, NULL, 0) < 0)
			continue;
		if (wait[0].revents)
			stop(0);
		accept_guests();
		for (size_t i = 0; i < network.count; i++)
			serve(i);
	}
}

/*
 * So much of one sender waits for one port. Without impairment this is what a guest takes in a few milliseconds. A line of
 * some rate has a quarter of a second's worth, but a few frames at least: with more, it would be the delay that is tested.
 */
static size_t limit_of(const struct impairment *impairment)
{
	enum { FEW = 256 << 10, LEAST = 4 * MAX_FRAME, MOST = 2 << 20 };
	u64 quarter = impairment->rate / 8 / 4;
	if (!is_impaired(impairment))
		return FEW;
	if (!impairment->rate || quarter > MOST)
		return MOST;
	return quarter > LEAST ? (size_t)quarter : LEAST;
}

static void set_up(const struct options *options)
{
	wait[0] = (struct pollfd){.fd = sys(fcntl, LIFELINE, F_GETFD) < 0 ? -1 : LIFELINE, .events = POLLIN};
	network.count = network.routes.count = options->count;
	network.impairment = options->impairment;
	/* A line that drops for a living does not wait. */
	network.patience = is_impaired(&options->impairment) ? 0 : 20 * MILLISECOND;
	for (size_t i = 0; i < options->count; i++)
		network.routes.members[i] = (struct membership){options->ports[i].address, options->ports[i].is_isolated};
	start_capture(options);
	open_ports(options, network.ports, limit_of(&options->impairment));
}

/* The earlier of two moments, of which 0 is none. */
static u64 earlier(u64 one, u64 other)
{
	return !other || (one && one < other) ? one : other;
}

/* Sends what is due, and notes what to wait for. Returns until when; 0 for any time. */
static u64 prepare(u64 now)
{
	u64 until = 0;
	for (size_t i = 0; i < network.count; i++) {
		struct port *port = &network.ports[i];
		send_due(port, now);
		if (port->queue.count && !port->is_full)
			until = earlier(until, queue_due(&port->queue));
	}
	for (size_t i = 0; i < network.count; i++) {
		struct port *port = &network.ports[i];
		u64 held_back = held_back_until(&network, i, now);
		short receives = held_back ? 0 : POLLIN | POLLRDHUP;
		short events = (short)(receives | (port->is_full ? POLLOUT : 0));
		wait[1 + i] = (struct pollfd){.fd = port->socket < 0 ? port->listener : port->socket, .events = events};
		/* Its end would be reported all the time. */
		if (!events)
			wait[1 + i].fd = -1;
		until = earlier(until, held_back);
	}
	return until;
}

/* Before any frame is passed on: what is sent after a guest has connected arrives there. */
static void accept_guests(void)
{
	for (size_t i = 0; i < network.count; i++) {
		struct pollfd *port = &wait[1 + i];
		if (!port->revents || network.ports[i].socket >= 0)
			continue;
		accept_guest(&network.ports[i]);
		port->revents = 0;
	}
}

static void serve(size_t index)
{
	struct port *port = &network.ports[index];
	short events = wait[1 + index].revents;
	if (!events)
		return;
	if (events & POLLOUT) {
		port->is_full = 0;
		if (port->window.is_closed)
			window_open(&port->window, port->socket);
	}
	/* What it sent before its end is passed on first. */
	int has_more = events & ~POLLOUT && forward_from(&network, index);
	if (!has_more && events & (POLLHUP | POLLRDHUP | POLLERR))
		close_port(port);
}
