/* Consoles of the guest, in raw mode: every byte arrives at the host as it was written. */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

#include "../lib/syscall.h"

/* Opens one. Returns a descriptor, or a negative errno. */
int open_console(const char *path);

/* Takes back whatever a test has changed of it. Returns a negative errno when nothing can be written there any more. */
MUST_USE reg reset_console(int console);

/* Waits until the host has everything that was written there. */
void drain_console(int console);

#endif
