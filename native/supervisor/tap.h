/* The guest's end of its network, where that is a TAP device of the host: inherited, or offered (offer.h). */
#ifndef SUPERVISOR_TAP_H
#define SUPERVISOR_TAP_H

#include "options.h"

/*
 * Opens the options' device; the descriptor goes with this program. With an address, the device is made, gets that address,
 * is up, and forwards what arrives on it; it is gone with the last who has it open, however they end. Without one, somebody
 * has prepared it. Says in the options whether the driver of the kernel opens it, for frames with a header; else the kernel
 * inherits it. Gives up when that is refused.
 */
int open_tap(struct options *options);

/* Leaves it to the kernel, as LINK. */
void inherit_tap(const struct options *options, int tap);

/* After the kernel: whoever has a prepared device next may not expect what its driver has asked for. */
void release_tap(int tap);

#endif
