/* What a guest's kernel may do on the host. Applied in its own process, before it is executed. */
#ifndef SUPERVISOR_SANDBOX_H
#define SUPERVISOR_SANDBOX_H

#include "options.h"

/*
 * Calls of a kernel for another processor are not told apart. Gives up when the host has a part of the sandbox, but does
 * not apply it.
 */
void enter_sandbox(const struct options *options);

#endif
