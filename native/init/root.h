/* The root of everything: an empty file system in memory. */
#ifndef INIT_ROOT_H
#define INIT_ROOT_H

#include "../lib/types.h"

/* Leaves the folder that the kernel booted from, and makes devices in /dev. Returns 0 or a negative errno. */
MUST_USE reg switch_root(void);

/* Gives devices that every user may open the mode that udev gives them on other machines; once all nodes are made. */
void open_devices(void);

#endif
