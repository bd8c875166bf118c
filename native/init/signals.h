/* The kernel's own struct sigaction, which differs from the C library's. */
#ifndef INIT_SIGNALS_H
#define INIT_SIGNALS_H

#include <signal.h>

#include "../lib/types.h"

#ifndef SA_RESTORER
#define SA_RESTORER 0x04000000
#endif

struct signal_action {
	void (*handler)(int signal);
	unsigned long flags;
	void (*restorer)(void);
	u64 mask;
};

#endif
