/*
 * accept(2), bind(2) and read(2) in place of the C library's, for slirp4netns. Of what a guest sends, its connection takes
 * no fragments of IPv4, and nothing for the host's loopback. libslirp (4.7.0 at least) writes to memory that is not its own
 * when fragments come out of order, or when some are missing; and it connects to any address that a guest names, 127.0.0.1
 * included. To a guest for which UML_RUN_FEW_FRAMES is set, no more than 64 frames are under way.
 *
 * The socket for guests is told to listen at a path that ends with ".unfiltered", and does so at the path without that: a
 * loader may say nothing of what it does not preload, and then nobody finds the socket.
 *
 * Of a guest that is gone, slirp4netns reads the end again and again until it is ended itself. It does so with pauses, for
 * the processor has other work to do then.
 *
 * As a shared object it is preloaded. It needs nothing of a C library but `__errno_location` and `environ`, which all have.
 */
#include <linux/filter.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lib/syscall.h"

int *__errno_location(void);
extern char **environ;

/* Of a frame: what it carries; of IPv4, its flags with the fragment's offset; and where it goes. */
enum { PROTOCOL = 12, FRAGMENT = 20, TO = 30, TO6 = 38 };
enum { IPV4 = 0x0800, IPV6 = 0x86dd, MORE_OR_OFFSET = 0x3fff, LOOPBACK = 127 };

#define LOAD(size, at) BPF_STMT(BPF_LD | BPF_##size | BPF_ABS, at)
#define WHEN(test, value, yes, no) BPF_JUMP(BPF_JMP | BPF_##test | BPF_K, value, yes, no)
#define ANSWER(bytes) BPF_STMT(BPF_RET | BPF_K, bytes)

/* 0.0.0.0 is the loopback, too, and so are ::, ::1 and addresses of IPv4 as IPv6 has them: all begin with 80 zero bits. */
static struct sock_filter rules[] = {
	LOAD(H, PROTOCOL),
	WHEN(JEQ, IPV6, 6, 0),
	WHEN(JEQ, IPV4, 0, 12),
	LOAD(H, FRAGMENT),
	WHEN(JSET, MORE_OR_OFFSET, 9, 0),
	LOAD(B, TO),
	WHEN(JEQ, LOOPBACK, 7, 0),
	WHEN(JEQ, 0, 6, 7),
	LOAD(W, TO6),
	WHEN(JEQ, 0, 0, 5),
	LOAD(W, TO6 + 4),
	WHEN(JEQ, 0, 0, 3),
	LOAD(H, TO6 + 8),
	WHEN(JEQ, 0, 0, 1),
	ANSWER(0),
	ANSWER(0xffffffff),
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

/*
 * Kernels before 5.18 read 64 frames when some arrive, and what is left only when more do: a guest would wait for an answer
 * that it has, or for ever where the helper waits for it. The host counts at least 768 bytes for a frame, and doubles the
 * limit.
 */
static void limit_frames(reg socket)
{
	enum { FRAMES = 64, LEAST_BYTES = 768 };
	int bytes = FRAMES * LEAST_BYTES / 2;
	try_sys(setsockopt, socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

/* As in src/network/helper.ts. */
static const char few_frames[] = "UML_RUN_FEW_FRAMES=";

static int wants_few_frames(void)
{
	for (char **variable = environ; variable && *variable; variable++)
		if (__builtin_strncmp(*variable, few_frames, sizeof few_frames - 1) == 0)
			return 1;
	return 0;
}

static int answer(reg result)
{
	if (result >= 0)
		return (int)result;
	*__errno_location() = (int)-result;
	return -1;
}

/* As in src/network/helper.ts. */
static const char unfiltered[] = ".unfiltered";

/* Where a path goes on with that, and nothing more; the end of the room when it does not. */
static size_t end_of_filtered(const char *path)
{
	enum { ROOM = sizeof ((struct sockaddr_un *)0)->sun_path, LENGTH = sizeof unfiltered };
	for (size_t at = 0; at + LENGTH <= ROOM; at++)
		if (__builtin_memcmp(path + at, unfiltered, LENGTH) == 0)
			return at;
	return ROOM;
}

__attribute__((visibility("default"))) int bind(int socket, const struct sockaddr *address, socklen_t size)
{
	struct sockaddr_un filtered;
	if (size == sizeof filtered && address->sa_family == AF_UNIX && is_of_frames(socket)) {
		filtered = *(const struct sockaddr_un *)address;
		size_t end = end_of_filtered(filtered.sun_path);
		if (end < sizeof filtered.sun_path) {
			filtered.sun_path[end] = 0;
			return answer(sys(bind, socket, &filtered, size));
		}
	}
	return answer(sys(bind, socket, address, size));
}

__attribute__((visibility("default"))) int accept4(int listener, struct sockaddr *address, socklen_t *size, int flags)
{
	reg socket = sys(accept4, listener, address, size, flags);
	int is_guest = socket >= 0 && is_of_frames(socket);
	reg error = is_guest ? filter_frames(socket) : 0;
	if (is_guest && wants_few_frames())
		limit_frames(socket);
	if (error < 0) {
		try_sys(close, socket);
		socket = error;
	}
	return answer(socket);
}

__attribute__((visibility("default"))) int accept(int listener, struct sockaddr *address, socklen_t *size)
{
	return accept4(listener, address, size, 0);
}

__attribute__((visibility("default"))) ssize_t read(int fd, void *to, size_t size)
{
	struct { reg seconds, nanoseconds; } pause = {0, 1000000};
	reg length = sys(read, fd, to, size);
	if (length == 0 && is_of_frames(fd))
		try_sys(nanosleep, &pause, 0);
	return length < 0 ? answer(length) : length;
}
