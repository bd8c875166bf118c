/*
 * What is left in sockets. A descriptor that was sent to a socket which nobody holds any more is kept, with all that it
 * stands for (a lock, a port, memory, a namespace), until the kernel collects it; and it looks for some when a socket is closed.
 */
#ifndef INIT_SOCKETS_H
#define INIT_SOCKETS_H

/* Before the first test, and where /proc is still in sight. */
void open_socket_table(void);

/* Before the first test, and when this process has made all sockets that it keeps. */
void learn_sockets(void);

/* When no process of a test is left. Returns whether no unix socket of it is left either. */
int collect_sockets(void);

#endif
