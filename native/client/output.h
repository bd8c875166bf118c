/* Standard output and standard error. */
#ifndef CLIENT_OUTPUT_H
#define CLIENT_OUTPUT_H

#include "../lib/types.h"

/*
 * Writes the beginning of some bytes to a descriptor that poll(2) says can be written to, without waiting. Returns how many
 * they were. Where nobody reads them, or they cannot be written, this process ends.
 */
MUST_USE size_t pass_on(int fd, const char *bytes, size_t length);

#endif
