/* The guest's end of its network, where that is a TAP device of the host. */
#ifndef SUPERVISOR_TAP_H
#define SUPERVISOR_TAP_H

#include "options.h"

/*
 * Opens the options' device for the kernel, as LINK. With an address, the device is made, gets that address, is up, and
 * forwards what arrives on it; it is gone with the last of the guest's processes, however they end. Without one, somebody
 * has prepared it. Gives up when that is refused.
 */
void open_tap(const struct options *options);

#endif
