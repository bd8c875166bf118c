/*
 * How a kernel comes by its TAP device: it opens /dev/net/tun and asks for one by name, as its driver does, and the
 * supervisor answers the opening with the device that it has open. So the driver knows that frames have a header by which
 * the host divides large ones and makes checksums, and yet the kernel can open and choose nothing.
 */
#ifndef SUPERVISOR_OFFER_H
#define SUPERVISOR_OFFER_H

#include "filter.h"

/* Whether the host lets a descriptor be the answer to a call (Linux 5.14): it is tried, by a process of its own. */
int can_answer_openings(void);

/* Tells the supervisor of what may be the opening: of whatever is opened to be read and written. */
void filter_tell_openings(struct filter *filter);

/* Once a request of an ioctl was loaded: those by which the driver asks for its device and sets it up seem to work. */
void filter_pretend_setup(struct filter *filter);

/* Whether a call that waits at the listener opens something. */
int is_opening(const struct seccomp_notif *call);

/* Gives the guest's device to who opens the driver; anything else is opened as if nobody had been told. */
void answer_opening(int listener, const struct seccomp_notif *call, int tap);

#endif
