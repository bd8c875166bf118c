#ifndef SUPERVISOR_MCONSOLE_H
#define SUPERVISOR_MCONSOLE_H

#include "../lib/types.h"

/* Where the kernel's management console is. */
struct console {
	/* Descriptor of a folder that the guest may write to; negative when there is none. */
	int folder;
	/* Of the console's socket, from there; or a null pointer. */
	const char *path;
	/* The user that the kernel runs as. */
	u64 owner;
};

/*
 * Sends ctrl-alt-del by the kernel's management console: init gets a SIGINT. Nobody waits for an answer, which a kernel
 * that hangs would not give. Nothing is sent when the path leads out of the folder, or to anything but a socket of the
 * kernel's own user.
 */
void send_ctrl_alt_del(const struct console *console);

#endif
