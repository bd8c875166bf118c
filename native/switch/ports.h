/* The switch's ports: sockets that guests connect to, and one that is connected to the way out. */
#ifndef SWITCH_PORTS_H
#define SWITCH_PORTS_H

#include "options.h"
#include "queue.h"
#include "window.h"

struct port {
	/* -1 where there is none: a listener and no socket waits for a guest. */
	int listener, socket;
	int is_uplink;
	struct queue queue;
	struct line line;
	struct window window;
	/* The other side takes nothing more at the moment. */
	int is_full;
};

/* Listens on the ports' paths and connects to the way out; gives up when it cannot. `limit` as of a queue. */
void open_ports(const struct options *options, struct port *ports, size_t limit);

/* Takes the guest that has connected to a port. */
void accept_guest(struct port *port);

/* Forgets a guest that has gone; another one may connect. Ends the switch when it was the way out. */
void close_port(struct port *port);

#endif
