#include "mconsole.h"

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lib/syscall.h"
#include "../lib/text.h"

/* As in the kernel's arch/um/drivers/mconsole.h. */
enum { MAGIC = (int)0xcafebabe, VERSION = 2 };

void send_ctrl_alt_del(const char *path)
{
	struct { int magic, version, length; char text[512]; } request = {MAGIC, VERSION, 3, "cad"};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct text name;
	text_init(&name, address.sun_path, sizeof address.sun_path);
	text_add(&name, path ? path : "");
	/* Nothing depends on it: without an answer, the guest is ended as it is. */
	if (name.length == 0 || name.truncated)
		return;
	reg fd = sys(socket, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	try_sys(sendto, fd, &request, sizeof request, 0, &address, sizeof address);
	try_sys(close, fd);
}
