/*
 * An accept(2) in place of the C library's, for slirp4netns: its connection to a guest takes no fragments of IPv4. libslirp
 * (4.7.0 at least) writes to memory that is not its own when fragments come out of order, or when some are missing.
 *
 * As a shared object it is preloaded. It needs nothing of a C library but `__errno_location`, which all have.
 */
#include <linux/filter.h>
#include <sys/socket.h>

#include "../lib/syscall.h"

int *__errno_location(void);

/* Of a frame: where it says what it carries, and where IPv4 has its flags and the fragment's offset. */
enum { PROTOCOL = 12, FRAGMENT = 20, IPV4 = 0x0800, MORE_OR_OFFSET = 0x3fff };

static struct sock_filter rules[] = {
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, PROTOCOL),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPV4, 0, 2),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, FRAGMENT),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, MORE_OR_OFFSET, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

/* Only guests are connected so: ports of the host that lead to them are not. */
static int is_of_frames(reg socket)
{
	int type = 0;
	unsigned size = sizeof type;
	return sys(getsockopt, socket, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

static reg filter_frames(reg socket)
{
	struct sock_fprog program = {.len = sizeof rules / sizeof *rules, .filter = rules};
	return sys(setsockopt, socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

__attribute__((visibility("default"))) int accept4(int listener, struct sockaddr *address, socklen_t *size, int flags)
{
	reg socket = sys(accept4, listener, address, size, flags);
	reg error = socket >= 0 && is_of_frames(socket) ? filter_frames(socket) : 0;
	if (error < 0) {
		try_sys(close, socket);
		socket = error;
	}
	if (socket >= 0)
		return (int)socket;
	*__errno_location() = (int)-socket;
	return -1;
}

__attribute__((visibility("default"))) int accept(int listener, struct sockaddr *address, socklen_t *size)
{
	return accept4(listener, address, size, 0);
}
