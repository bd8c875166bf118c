#include "processor.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "../lib/syscall.h"
#include "../lib/text.h"

/* As many as a kernel of the host can have. */
enum { MAX_PROCESSORS = 8192, BITS = 8 * sizeof(unsigned long) };

static unsigned long allowed[MAX_PROCESSORS / BITS];

/* -1 for none. */
static int taken = -1;

/* A name without a file, which is free again when the last descriptor of it is gone, however its process ended. */
static int take(int socket, int processor)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct text name;
	text_init(&name, address.sun_path + 1, sizeof address.sun_path - 1);
	text_add(&name, "uml-run/processor/");
	text_add_number(&name, (u64)processor);
	return sys(bind, socket, &address, sizeof address.sun_family + 1 + name.length) >= 0;
}

int take_processor(void)
{
	int holder = (int)sys(socket, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	reg bytes = sys(sched_getaffinity, 0, sizeof allowed, allowed);
	for (int i = 0; holder >= 0 && i < bytes * 8; i++)
		if (allowed[(size_t)i / BITS] >> (size_t)i % BITS & 1 && take(holder, i)) {
			taken = i;
			return holder;
		}
	if (holder >= 0)
		try_sys(close, holder);
	return -1;
}

void stay_on_processor(void)
{
	if (taken < 0)
		return;
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		allowed[i] = 0;
	allowed[(size_t)taken / BITS] = 1UL << (size_t)taken % BITS;
	try_sys(sched_setaffinity, 0, sizeof allowed, allowed);
}
