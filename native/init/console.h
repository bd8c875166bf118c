/* Consoles of the guest, in raw mode: every byte arrives at the host as it was written. */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

#include "../lib/syscall.h"

/* Opens one. Returns a descriptor, or a negative errno. */
int open_console(const char *path);

/*
 * Takes back whatever a test has changed of it. The kernel hangs up a terminal whose session has ended, that of a test that
 * has made it its own: then it is opened again. Returns the descriptor.
 */
int usable_console(int console, const char *path);

/* Waits until the host has everything that was written there. */
void drain_console(int console);

#endif
