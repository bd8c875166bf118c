/*
 * reach ADDRESS PORT
 *
 * Ends with 0 once a TCP port answers, however long that takes. ADDRESS is 8 hexadecimal digits. It runs in a guest.
 */
#include <netinet/in.h>
#include <sys/socket.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"

ENTRY_POINT

static unsigned read_number(const char *text, unsigned base)
{
	unsigned number = 0;
	for (; *text; text++)
		number = number * base + (unsigned)(*text <= '9' ? *text - '0' : *text - 'a' + 10);
	return number;
}

static int answers(const struct sockaddr_in *address)
{
	reg fd = must(sys(socket, AF_INET, SOCK_STREAM, 0), "make", "a socket");
	reg error = sys(connect, fd, address, sizeof *address);
	try_sys(close, fd);
	return error == 0;
}

/* What the host starts. `stack`: the count of its words, and these. */
void start(char **stack) __attribute__((noreturn, used));
void start(char **stack)
{
	struct { reg seconds, nanoseconds; } moment = {0, 10000000};
	struct sockaddr_in address = {.sin_family = AF_INET};
	program_name = "uml-run reach";
	if (*(reg *)stack != 3)
		give_up("find", "an address and a port", -EINVAL);
	address.sin_addr.s_addr = __builtin_bswap32(read_number(stack[2], 16));
	address.sin_port = __builtin_bswap16((unsigned short)read_number(stack[3], 10));
	while (!answers(&address))
		try_sys(nanosleep, &moment, 0);
	stop(0);
}
