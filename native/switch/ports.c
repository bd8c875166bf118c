#include "ports.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"
#include "../lib/text.h"

static int make_socket(struct sockaddr_un *address, const char *path)
{
	struct text text;
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	text_init(&text, address->sun_path, sizeof address->sun_path);
	text_add(&text, path);
	if (text.truncated)
		give_up("use so long a path as", path, -ENAMETOOLONG);
	return (int)must(sys(socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "make a socket for", path);
}

static void use_socket(struct port *port, int socket)
{
	port->socket = socket;
	port->is_full = 0;
	port->window = (struct window){0};
	window_open(&port->window, socket);
}

static void open_port(const struct port_option *option, struct port *port)
{
	struct sockaddr_un address;
	*port = (struct port){.listener = -1, .socket = -1, .is_uplink = option->is_uplink};
	if (!option->path) {
		use_socket(port, option->descriptor);
		return;
	}
	int socket = make_socket(&address, option->path);
	if (option->is_uplink) {
		must(sys(connect, socket, &address, sizeof address), "connect to", option->path);
		use_socket(port, socket);
		return;
	}
	must(sys(bind, socket, &address, sizeof address), "listen on", option->path);
	must(sys(listen, socket, 1), "listen on", option->path);
	port->listener = socket;
}

void open_ports(const struct options *options, struct port *ports, size_t limit)
{
	for (size_t i = 0; i < options->count; i++) {
		open_port(&options->ports[i], &ports[i]);
		line_init(&ports[i].line, options->seed, i);
		must(queue_init(&ports[i].queue, limit, options->count), "get memory for", options->ports[i].name);
	}
}

void accept_guest(struct port *port)
{
	reg socket = sys(accept4, port->listener, 0, 0, SOCK_CLOEXEC);
	if (socket >= 0)
		use_socket(port, (int)socket);
}

void close_port(struct port *port)
{
	if (port->is_uplink)
		give_up("go on without", "the way out", -EPIPE);
	try_sys(close, port->socket);
	port->socket = -1;
	queue_clear(&port->queue);
}
