/* Random bytes from the host, without which getrandom(2) waits until the kernel has gathered some: minutes on 5.10. */
#ifndef INIT_ENTROPY_H
#define INIT_ENTROPY_H

#include "../lib/types.h"

/* Gives the kernel's generator bytes that count as random, from their hexadecimal digits: at most 64. */
void add_entropy(const char *digits);

/* Reads bytes from hexadecimal digits, up to the room. Returns how many. Pure. */
MUST_USE size_t parse_bytes(const char *digits, unsigned char *bytes, size_t room);

#endif
