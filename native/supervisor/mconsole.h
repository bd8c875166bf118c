#ifndef SUPERVISOR_MCONSOLE_H
#define SUPERVISOR_MCONSOLE_H

/*
 * Sends ctrl-alt-del by the kernel's management console: init gets a SIGINT. Nobody waits for an answer, which a kernel
 * that hangs would not give.
 * `path`: of the console's socket, or a null pointer
 */
void send_ctrl_alt_del(const char *path);

#endif
