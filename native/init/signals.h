/* The kernel's own struct sigaction, which differs from the C library's. */
#ifndef INIT_SIGNALS_H
#define INIT_SIGNALS_H

#include <signal.h>

#include "../lib/types.h"

#ifndef SA_RESTORER
#define SA_RESTORER 0x04000000
#endif

struct signal_action {
	union {
		void (*handler)(int signal);
		/* With SA_SIGINFO. */
		void (*handler_with_information)(int signal, siginfo_t *information, void *context);
	};
	unsigned long flags;
	void (*restorer)(void);
	u64 mask;
};

#endif
