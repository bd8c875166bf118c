#ifndef SUPERVISOR_DESCRIPTORS_H
#define SUPERVISOR_DESCRIPTORS_H

#include "../lib/types.h"

/*
 * Closes all descriptors of this process but `last`, which stays as it is, and those that are kept: each is above it, or
 * one of those below; or -1 for none. They get the numbers that come after `last`, in their order.
 */
void keep_only(int last, const int *kept, size_t count);

#endif
