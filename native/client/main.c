/*
 * uml-run-exec [options --] PROGRAM [ARGUMENT ...]
 *
 * As `uml-run exec --warm`, without the start of Node.js: asks a server (`uml-run serve`) to run the program in a guest
 * that is booted already, and passes on its streams, its signals and its exit code. What no server is known to serve,
 * Node.js gets (hand-over.h).
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "call.h"
#include "environment.h"
#include "hand-over.h"
#include "parent.h"
#include "place.h"
#include "request.h"
#include "signals.h"
#include "terminal.h"

ENTRY_POINT

/* Seconds in which the server takes a request and answers it. */
enum { SECONDS = 10 };

/* Otherwise what is opened next would be taken for one of them. */
static void open_missing_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (sys(fcntl, fd, F_GETFD) == -EBADF)
			try_sys(open, "/dev/null", O_RDWR);
}

static int connect_to(u64 hash)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct { reg seconds, microseconds; } limit = {SECONDS, 0};
	struct text path;
	text_init(&path, address.sun_path, sizeof address.sun_path);
	if (!add_place(&path))
		return -1;
	text_add(&path, "/calls/");
	text_add_hash(&path, hash);
	if (path.truncated)
		return -1;
	reg server = sys(socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server < 0)
		return -1;
	try_sys(setsockopt, server, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	/* Through a link, to the socket of the server that knows this call. */
	if (sys(connect, server, &address, sizeof address) == 0)
		return (int)server;
	try_sys(close, server);
	return -1;
}

/* What the host starts. `stack`: the count of its words, these, and its environment. */
void start(char **stack) __attribute__((noreturn, used));
void start(char **stack)
{
	static struct request request;
	reg count = *(reg *)stack;
	char **words = stack + 2, **environment = stack + 1 + count + 1;
	if (count < 1)
		words = stack + 1;
	struct caller caller = {words, environment};
	use_environment(environment);
	end_with_parent();
	open_missing_streams();
	if (!read_words(words, &request))
		hand_over(&caller, "its words are for Node.js");
	if (!write_request(&request, environment, size_of_terminal()))
		hand_over(&caller, "its request cannot be written");
	int server = connect_to(request.hash);
	if (server < 0)
		hand_over(&caller, "no server runs for this command");
	catch_signals();
	make_call(server, &request, &caller, SECONDS * 1000);
}
