/* How much of the host a guest may use. */
#ifndef SUPERVISOR_LIMITS_H
#define SUPERVISOR_LIMITS_H

#include "options.h"

/*
 * For this process and whatever it starts. Where the host runs out of memory, it ends guests first. A file that would
 * become too long is an error for who writes it, and no signal.
 */
void apply_limits(const struct options *options);

#endif
