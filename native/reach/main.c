/*
 * reach ADDRESS PORT
 *
 * Ends with 0 once a TCP port answers, however long that takes. ADDRESS is 8 hexadecimal digits. It runs in a guest.
 */
#include <netinet/in.h>
#include <sys/socket.h>

#include "../lib/give-up.h"
#include "../lib/syscall.h"
#include "../lib/text.h"

ENTRY_POINT

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
	if (parse_bytes(stack[2], (unsigned char *)&address.sin_addr, sizeof address.sin_addr) != sizeof address.sin_addr)
		give_up("understand the address", stack[2], -EINVAL);
	address.sin_port = __builtin_bswap16((unsigned short)parse_number(stack[3]));
	while (!answers(&address))
		try_sys(nanosleep, &moment, 0);
	stop(0);
}
