/* The descriptors of the kernel's consoles stay blocking. */
#ifndef SUPERVISOR_CONSOLES_H
#define SUPERVISOR_CONSOLES_H

#include "filter.h"

/* Where the host permits a filter; for a kernel that is not kept to a list of calls. */
void keep_consoles_blocking(void);

/* For a filter: within fcntl(2), with its command loaded, the answer to the one that makes a descriptor non-blocking. */
void filter_keep_consoles_blocking(struct filter *filter);

#endif
