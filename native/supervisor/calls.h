/* Which calls of the host a guest's kernel may make. */
#ifndef SUPERVISOR_CALLS_H
#define SUPERVISOR_CALLS_H

#include "options.h"

/*
 * From here on this process, and whatever it starts, makes no calls of the host but those that a kernel of User Mode Linux
 * needs, and these only with arguments that lead nowhere else. To be called last, right before the kernel is executed.
 * Gives up when the host does not apply it; a host without such filters goes without.
 */
void allow_calls(const struct options *options);

#endif
