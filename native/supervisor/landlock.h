/* Landlock: the kernel, and through hostfs the guest's root, reaches some paths of the host and no others. */
#ifndef SUPERVISOR_LANDLOCK_H
#define SUPERVISOR_LANDLOCK_H

#include "options.h"

/* The version that the host has and lets this process use; less than 1 without it. */
MUST_USE reg landlock_version(void);

/* Closes all paths but those of the options, where the host has Landlock. */
void apply_landlock(const struct options *options);

#endif
